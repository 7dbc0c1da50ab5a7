// Starts lwIP's thread before the program does anything else, by ESP-IDF's name for it.

#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include "lwip/sys.h"
#include "lwip/tcpip.h"

#include "esp32/esp_netif.h"
#include "interface.h"

static int device;

static void receive_frames(void *unused) {
    (void)unused;
    for (;;) {
        struct pollfd descriptor = { .fd = device, .events = POLLIN };
        poll(&descriptor, 1, -1);
        while (interface_receive()) {
        }
    }
}

static void started(void *done) {
    device = interface_start(tcpip_input);
    sys_sem_signal(done);
}

__attribute__((constructor)) static void start(void) {
    esp_netif_init();
}

// Signals are for the threads that run Python: the new ones inherit a mask that blocks them.
esp_err_t esp_netif_init(void) {
    static bool is_started;
    if (is_started) {
        return ESP_OK;
    }
    is_started = true;
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    sys_sem_t done;
    sys_sem_new(&done, 0);
    tcpip_init(started, &done);
    sys_arch_sem_wait(&done, 0);
    sys_sem_free(&done);
    if (device >= 0) {
        sys_thread_new("tap", receive_frames, NULL, 0, 0);
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return ESP_OK;
}
