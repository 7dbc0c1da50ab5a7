// network.WLAN: an ESP8266's station, as scripts expect it. Any name and any
// password will do, for underneath it is the Ethernet card.

#include "network_classes.h"

#include <string.h>

#include "py/runtime.h"
#include "extmod/modnetwork.h"

#include "interface.h"

#define SSID_MAX (32)

typedef struct {
    mp_obj_base_t base;
    uint8_t interface;
} wlan_obj_t;

static const wlan_obj_t wlans[] = {
    { { &network_wlan_type }, MOD_NETWORK_STA_IF },
    { { &network_wlan_type }, MOD_NETWORK_AP_IF },
};

// As on a chip, these outlive a soft reset.
static bool station_active;
static char station_ssid[SSID_MAX + 1];
static mp_int_t power_management;

static mp_obj_t wlan_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 0, 1, false);
    mp_int_t index = n_args > 0 ? mp_obj_get_int(args[0]) : MOD_NETWORK_STA_IF;
    if (index < 0 || (size_t)index >= MP_ARRAY_SIZE(wlans)) {
        mp_raise_ValueError(MP_ERROR_TEXT("no such WLAN interface"));
    }
    return MP_OBJ_FROM_PTR(&wlans[index]);
}

static bool is_station(mp_obj_t self_in) {
    const wlan_obj_t *self = MP_OBJ_TO_PTR(self_in);
    return self->interface == MOD_NETWORK_STA_IF;
}

static void require_station(mp_obj_t self_in) {
    if (!is_station(self_in)) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("this board has no access point, STA required"));
    }
}

static void require_active(mp_obj_t self_in) {
    require_station(self_in);
    if (!station_active) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("STA must be active"));
    }
}

static mp_obj_t wlan_active(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return mp_obj_new_bool(is_station(args[0]) && station_active);
    }
    bool active = mp_obj_is_true(args[1]);
    // Scripts turn the access point off before they use the station: that is no error.
    if (active || is_station(args[0])) {
        require_station(args[0]);
        station_active = active;
        if (!active) {
            interface_disconnect();
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(wlan_active_obj, 1, 2, wlan_active);

static mp_obj_t wlan_connect(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_ssid, ARG_key, ARG_bssid };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_ssid, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_key, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_bssid, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);

    require_active(pos_args[0]);
    if (args[ARG_ssid].u_obj != mp_const_none) {
        size_t length;
        const char *ssid = mp_obj_str_get_data(args[ARG_ssid].u_obj, &length);
        length = MIN(length, SSID_MAX);
        memcpy(station_ssid, ssid, length);
        station_ssid[length] = '\0';
    }
    network_nic_connect();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(wlan_connect_obj, 1, wlan_connect);

static mp_obj_t wlan_disconnect(mp_obj_t self_in) {
    require_station(self_in);
    interface_disconnect();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(wlan_disconnect_obj, wlan_disconnect);

static mp_obj_t wlan_isconnected(mp_obj_t self_in) {
    return mp_obj_new_bool(is_station(self_in) && interface_has_address());
}
static MP_DEFINE_CONST_FUN_OBJ_1(wlan_isconnected_obj, wlan_isconnected);

static mp_obj_t wlan_status(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(is_station(args[0]) ? network_nic_status() : -1);
    }
    require_station(args[0]);
    if (mp_obj_str_get_qstr(args[1]) != MP_QSTR_rssi) {
        mp_raise_ValueError(MP_ERROR_TEXT("unknown status param"));
    }
    // A cable loses nothing: 0 dBm.
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(wlan_status_obj, 1, 2, wlan_status);

// The one network in reach is the cable: (ssid, bssid, channel, RSSI, security, hidden).
static mp_obj_t wlan_scan(mp_obj_t self_in) {
    require_active(self_in);
    static const uint8_t bssid[6];
    const char *ssid = station_ssid[0] != '\0' ? station_ssid : "ethernet";
    mp_obj_t fields[6] = {
        mp_obj_new_bytes((const byte *)ssid, strlen(ssid)),
        mp_obj_new_bytes(bssid, sizeof(bssid)),
        MP_OBJ_NEW_SMALL_INT(1),
        MP_OBJ_NEW_SMALL_INT(0),
        MP_OBJ_NEW_SMALL_INT(0),
        MP_OBJ_NEW_SMALL_INT(0),
    };
    mp_obj_t network = mp_obj_new_tuple(MP_ARRAY_SIZE(fields), fields);
    return mp_obj_new_list(1, &network);
}
static MP_DEFINE_CONST_FUN_OBJ_1(wlan_scan_obj, wlan_scan);

static mp_obj_t config_get(qstr name) {
    switch (name) {
        case MP_QSTR_ssid:
        case MP_QSTR_essid:
            return mp_obj_new_str_from_cstr(station_ssid);
        case MP_QSTR_pm:
            return MP_OBJ_NEW_SMALL_INT(power_management);
        default:
            return network_nic_config_get(name);
    }
}

static bool config_set(qstr name, mp_obj_t value) {
    if (name == MP_QSTR_pm) {
        power_management = mp_obj_get_int(value);
        return true;
    }
    return network_nic_config_set(name, value);
}

static mp_obj_t wlan_config(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    require_station(args[0]);
    return network_config(n_args, args, kwargs, config_get, config_set);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(wlan_config_obj, 1, wlan_config);

static const mp_rom_map_elem_t wlan_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_active), MP_ROM_PTR(&wlan_active_obj) },
    { MP_ROM_QSTR(MP_QSTR_connect), MP_ROM_PTR(&wlan_connect_obj) },
    { MP_ROM_QSTR(MP_QSTR_disconnect), MP_ROM_PTR(&wlan_disconnect_obj) },
    { MP_ROM_QSTR(MP_QSTR_isconnected), MP_ROM_PTR(&wlan_isconnected_obj) },
    { MP_ROM_QSTR(MP_QSTR_status), MP_ROM_PTR(&wlan_status_obj) },
    { MP_ROM_QSTR(MP_QSTR_scan), MP_ROM_PTR(&wlan_scan_obj) },
    { MP_ROM_QSTR(MP_QSTR_config), MP_ROM_PTR(&wlan_config_obj) },
    { MP_ROM_QSTR(MP_QSTR_ifconfig), MP_ROM_PTR(&network_nic_ifconfig_obj) },
    { MP_ROM_QSTR(MP_QSTR_ipconfig), MP_ROM_PTR(&network_nic_ipconfig_obj) },

    { MP_ROM_QSTR(MP_QSTR_IF_STA), MP_ROM_INT(MOD_NETWORK_STA_IF) },
    { MP_ROM_QSTR(MP_QSTR_IF_AP), MP_ROM_INT(MOD_NETWORK_AP_IF) },
    { MP_ROM_QSTR(MP_QSTR_SEC_OPEN), MP_ROM_INT(0) },
    { MP_ROM_QSTR(MP_QSTR_SEC_WEP), MP_ROM_INT(1) },
    { MP_ROM_QSTR(MP_QSTR_SEC_WPA), MP_ROM_INT(2) },
    { MP_ROM_QSTR(MP_QSTR_SEC_WPA2), MP_ROM_INT(3) },
    { MP_ROM_QSTR(MP_QSTR_SEC_WPA_WPA2), MP_ROM_INT(4) },
    { MP_ROM_QSTR(MP_QSTR_PM_NONE), MP_ROM_INT(0) },
    { MP_ROM_QSTR(MP_QSTR_PM_POWERSAVE), MP_ROM_INT(1) },
    { MP_ROM_QSTR(MP_QSTR_PM_PERFORMANCE), MP_ROM_INT(2) },
};
static MP_DEFINE_CONST_DICT(wlan_locals, wlan_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    network_wlan_type,
    MP_QSTR_WLAN,
    MP_TYPE_FLAG_NONE,
    make_new, wlan_make_new,
    locals_dict, &wlan_locals
    );
