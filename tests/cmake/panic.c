// What else the port's own files need when they are linked: ESP-IDF's function for panics, which the
// port wraps, and a caller of what ends sockets' events at a soft reset.

void socket_events_deinit(void);
void esp_panic_handler(void *info);

void esp_panic_handler(void *info) {
    (void)info;
    socket_events_deinit();
}
