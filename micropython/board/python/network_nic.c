// What network.LAN and network.WLAN have in common: both are the one Ethernet card.

#include "network_classes.h"

#include "py/mperrno.h"
#include "py/runtime.h"
#include "extmod/modnetwork.h"
#include "lwip/dns.h"

#include "interface.h"

void network_nic_connect(void) {
    if (!interface_connect()) {
        mp_raise_OSError(MP_ENOMEM);
    }
}

int network_nic_status(void) {
    if (!interface_is_linked()) {
        return STAT_IDLE;
    }
    return interface_has_address() ? STAT_GOT_IP : STAT_CONNECTING;
}

static mp_obj_t network_nic_isconnected(mp_obj_t self_in) {
    (void)self_in;
    return mp_obj_new_bool(interface_has_address());
}
MP_DEFINE_CONST_FUN_OBJ_1(network_nic_isconnected_obj, network_nic_isconnected);

static mp_obj_t network_nic_ifconfig(size_t n_args, const mp_obj_t *args) {
    mp_obj_t result = mod_network_nic_ifconfig(&interface_netif, n_args - 1, args + 1);
    // Its name server is of whatever version was on the stack, and answers of another are not taken.
    ip_addr_t server = *dns_getserver(0);
    IP_SET_TYPE_VAL(server, IPADDR_TYPE_V4);
    if (n_args == 2) {
        dns_setserver(0, &server);
    }
    return result;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(network_nic_ifconfig_obj, 1, 2, network_nic_ifconfig);

static mp_obj_t network_nic_ipconfig(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    if (kwargs->used == 0 || n_args > 1) {
        return mod_network_nic_ipconfig(&interface_netif, n_args - 1, args + 1, kwargs);
    }
    // One at a time: extmod takes the first keyword's name for that of all.
    for (size_t i = 0; i < kwargs->alloc; ++i) {
        if (mp_map_slot_is_filled(kwargs, i)) {
            const mp_obj_t pair[2] = { kwargs->table[i].key, kwargs->table[i].value };
            mp_map_t one;
            mp_map_init_fixed_table(&one, 1, pair);
            mod_network_nic_ipconfig(&interface_netif, 0, pair, &one);
        }
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(network_nic_ipconfig_obj, 1, network_nic_ipconfig);

mp_obj_t network_nic_config_get(qstr name) {
    switch (name) {
        case MP_QSTR_mac:
            return mp_obj_new_bytes(interface_netif.hwaddr, interface_netif.hwaddr_len);
        case MP_QSTR_hostname:
        case MP_QSTR_dhcp_hostname:
            return mod_network_hostname(0, NULL);
        default:
            return MP_OBJ_NULL;
    }
}

bool network_nic_config_set(qstr name, mp_obj_t value) {
    switch (name) {
        case MP_QSTR_mac: {
            mp_buffer_info_t address;
            mp_get_buffer_raise(value, &address, MP_BUFFER_READ);
            if (address.len != interface_netif.hwaddr_len) {
                mp_raise_ValueError(MP_ERROR_TEXT("invalid buffer length"));
            }
            interface_set_hardware_address(address.buf);
            return true;
        }
        case MP_QSTR_hostname:
        case MP_QSTR_dhcp_hostname:
            mod_network_hostname(1, &value);
            return true;
        default:
            return false;
    }
}

static void __attribute__((noreturn)) raise_unknown(void) {
    mp_raise_ValueError(MP_ERROR_TEXT("unknown config param"));
}

mp_obj_t network_config(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs, network_config_get_t get, network_config_set_t set) {
    if (kwargs->used == 0) {
        if (n_args != 2) {
            mp_raise_TypeError(MP_ERROR_TEXT("must query one param"));
        }
        mp_obj_t value = get(mp_obj_str_get_qstr(args[1]));
        if (value == MP_OBJ_NULL) {
            raise_unknown();
        }
        return value;
    }
    if (n_args != 1) {
        mp_raise_TypeError(MP_ERROR_TEXT("can't specify pos and kw args"));
    }
    for (size_t i = 0; i < kwargs->alloc; ++i) {
        if (mp_map_slot_is_filled(kwargs, i) && !set(mp_obj_str_get_qstr(kwargs->table[i].key), kwargs->table[i].value)) {
            raise_unknown();
        }
    }
    return mp_const_none;
}
