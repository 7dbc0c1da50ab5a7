// As in lwIP 1.4, this one counts on its includer for the types of addresses and errors.

#ifndef STAND_IN_LWIP_DNS_H
#define STAND_IN_LWIP_DNS_H

typedef void (*dns_found_callback)(const char *name, ip_addr_t *ip, void *arg);

err_t dns_gethostbyname(const char *name, ip_addr_t *ip, dns_found_callback found, void *arg);

#endif
