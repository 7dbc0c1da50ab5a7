#pragma once

// The classes of the network module, and what they share.

#include "py/obj.h"

// As ports/esp8266 numbers them.
enum {
    STAT_IDLE = 0,
    STAT_CONNECTING = 1,
    STAT_WRONG_PASSWORD = 2,
    STAT_NO_AP_FOUND = 3,
    STAT_CONNECT_FAIL = 4,
    STAT_GOT_IP = 5,
};

extern const mp_obj_type_t network_lan_type;
extern const mp_obj_type_t network_wlan_type;

MP_DECLARE_CONST_FUN_OBJ_1(network_nic_isconnected_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(network_nic_ifconfig_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(network_nic_ipconfig_obj);

void network_nic_connect(void);
int network_nic_status(void);

// nic.config('name') and nic.config(name=value, …): NULL and false say that the name is unknown.
mp_obj_t network_nic_config_get(qstr name);
bool network_nic_config_set(qstr name, mp_obj_t value);

typedef mp_obj_t (*network_config_get_t)(qstr name);
typedef bool (*network_config_set_t)(qstr name, mp_obj_t value);
mp_obj_t network_config(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs, network_config_get_t get, network_config_set_t set);
