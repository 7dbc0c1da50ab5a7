// The socket module's names. Everything behind them is in Rust.

#include "py/objexcept.h"
#include "py/runtime.h"

#include "usocket_module.h"
#include "border/constants.h"

#define KEYWORDS(name, ...) static const usocket_keyword_t name##_keywords[] = { __VA_ARGS__ }
#define KEYWORD(name_, index_) { .name = MP_QSTR_##name_, .index = index_ }

// A function and the range of its number of arguments, `self` included.
#define FUNCTION_AS(name, function, min, max) \
    static const usocket_function_t usocket_##name##_obj = { \
        { &usocket_function_type }, usocket_##function, min, max, 0, NULL }
#define FUNCTION(name, min, max) FUNCTION_AS(name, name, min, max)
#define FUNCTION_KW(name, min, max) \
    static const usocket_function_t usocket_##name##_obj = { \
        { &usocket_function_type }, usocket_##name, min, max, \
        MP_ARRAY_SIZE(name##_keywords), name##_keywords }
#define ENTRY(name, function) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&usocket_##function##_obj) }

// The socket type.

KEYWORDS(new, KEYWORD(family, 1), KEYWORD(type, 2), KEYWORD(proto, 3));
const usocket_function_t usocket_new_obj = {
    { &usocket_function_type }, usocket_new, 1, 4, MP_ARRAY_SIZE(new_keywords), new_keywords
};

KEYWORDS(makefile, KEYWORD(mode, 1), KEYWORD(buffering, 2));
KEYWORDS(recv_into, KEYWORD(buffer, 1), KEYWORD(nbytes, 2), KEYWORD(flags, 3));
#define recvfrom_into_keywords recv_into_keywords

FUNCTION(accept, 1, 1);
FUNCTION(bind, 2, 2);
FUNCTION(close, 1, 1);
FUNCTION(connect, 2, 2);
FUNCTION(connect_ex, 2, 2);
#if !USOCKET_STACK_LWIP_RAW
FUNCTION(detach, 1, 1);
#endif
FUNCTION(enter, 1, 1);
FUNCTION_AS(exit, close, 4, 4);
FUNCTION(fileno, 1, 1);
FUNCTION(getblocking, 1, 1);
FUNCTION(getpeername, 1, 1);
FUNCTION(getsockname, 1, 1);
FUNCTION(getsockopt, 3, 4);
FUNCTION(gettimeout, 1, 1);
FUNCTION(listen, 1, 2);
FUNCTION_KW(makefile, 1, 3);
FUNCTION(read, 1, 2);
FUNCTION(readinto, 2, 3);
FUNCTION(readline, 1, 2);
FUNCTION(recv, 2, 3);
FUNCTION(recvfrom, 2, 3);
FUNCTION_KW(recvfrom_into, 2, 4);
FUNCTION_KW(recv_into, 2, 4);
FUNCTION(send, 2, 3);
FUNCTION(sendall, 2, 3);
FUNCTION(sendto, 3, 4);
FUNCTION(setblocking, 2, 2);
FUNCTION(setsockopt, 4, 4);
FUNCTION(settimeout, 2, 2);
FUNCTION(shutdown, 2, 2);
FUNCTION(write, 2, 4);

static const mp_rom_map_elem_t socket_locals_table[] = {
    ENTRY(__del__, close),
    ENTRY(__enter__, enter),
    ENTRY(__exit__, exit),
    ENTRY(__iter__, enter),
    ENTRY(__next__, next),
    ENTRY(accept, accept),
    ENTRY(bind, bind),
    ENTRY(close, close),
    ENTRY(connect, connect),
    ENTRY(connect_ex, connect_ex),
    #if !USOCKET_STACK_LWIP_RAW
    ENTRY(detach, detach),
    #endif
    ENTRY(fileno, fileno),
    ENTRY(getblocking, getblocking),
    ENTRY(getpeername, getpeername),
    ENTRY(getsockname, getsockname),
    ENTRY(getsockopt, getsockopt),
    ENTRY(gettimeout, gettimeout),
    ENTRY(listen, listen),
    ENTRY(makefile, makefile),
    ENTRY(read, read),
    ENTRY(readinto, readinto),
    ENTRY(readline, readline),
    ENTRY(recv, recv),
    ENTRY(recv_into, recv_into),
    ENTRY(recvfrom, recvfrom),
    ENTRY(recvfrom_into, recvfrom_into),
    ENTRY(send, send),
    ENTRY(sendall, sendall),
    ENTRY(sendto, sendto),
    ENTRY(setblocking, setblocking),
    ENTRY(setsockopt, setsockopt),
    ENTRY(settimeout, settimeout),
    ENTRY(shutdown, shutdown),
    ENTRY(write, write),
};
static MP_DEFINE_CONST_DICT(socket_locals, socket_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    usocket_type,
    MP_QSTR_socket,
    MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, usocket_make_new,
    print, usocket_print,
    attr, usocket_attr,
    iter, usocket_iternext,
    protocol, &usocket_stream_protocol,
    locals_dict, &socket_locals
    );

// A query, made by resolve().

FUNCTION(query_close, 1, 1);
FUNCTION(query_result, 1, 1);

static const mp_rom_map_elem_t query_locals_table[] = {
    ENTRY(__del__, query_close),
    ENTRY(close, query_close),
    ENTRY(result, query_result),
};
static MP_DEFINE_CONST_DICT(query_locals, query_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    usocket_query_type,
    MP_QSTR_query,
    MP_TYPE_FLAG_NONE,
    protocol, &usocket_query_protocol,
    locals_dict, &query_locals
    );

MP_DEFINE_CONST_OBJ_TYPE(
    usocket_timeout_type,
    MP_QSTR_timeout,
    MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, usocket_error_print,
    attr, mp_obj_exception_attr,
    parent, &mp_type_OSError
    );

MP_DEFINE_CONST_OBJ_TYPE(
    usocket_gaierror_type,
    MP_QSTR_gaierror,
    MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, usocket_error_print,
    attr, mp_obj_exception_attr,
    parent, &mp_type_OSError
    );

// The module.

KEYWORDS(getaddrinfo,
    KEYWORD(host, 0), KEYWORD(port, 1), KEYWORD(family, 2), KEYWORD(af, 2),
    KEYWORD(type, 3), KEYWORD(proto, 4), KEYWORD(flags, 5));

KEYWORDS(create_connection, KEYWORD(address, 0), KEYWORD(timeout, 1), KEYWORD(source_address, 2));
KEYWORDS(create_server, KEYWORD(address, 0), KEYWORD(family, 1), KEYWORD(backlog, 2), KEYWORD(reuse_port, 3));

FUNCTION_KW(create_connection, 1, 3);
FUNCTION_KW(create_server, 1, 4);
FUNCTION_KW(getaddrinfo, 2, 6);
#define query_new_keywords getaddrinfo_keywords
FUNCTION_KW(query_new, 2, 6);
FUNCTION(getdefaulttimeout, 0, 0);
FUNCTION(gethostbyname, 1, 1);
FUNCTION(gethostname, 0, 0);
FUNCTION(inet_aton, 1, 1);
FUNCTION(inet_ntoa, 1, 1);
FUNCTION(inet_ntop, 2, 2);
FUNCTION(inet_pton, 2, 2);
FUNCTION(setdefaulttimeout, 1, 1);
FUNCTION(sockaddr, 1, 1);
#if USOCKET_STACK_KERNEL
KEYWORDS(socketpair, KEYWORD(family, 0), KEYWORD(type, 1), KEYWORD(proto, 2));
FUNCTION_KW(socketpair, 0, 3);
#elif USOCKET_STACK_LWIP_RAW
FUNCTION(callback, 0, 0);
FUNCTION(print_pcbs, 0, 0);
FUNCTION(reset, 0, 0);
#endif
FUNCTION(swap_16, 1, 1);
FUNCTION(swap_32, 1, 1);

#define CONSTANT(name) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_INT(name) }

static const mp_rom_map_elem_t module_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_socket) },
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&usocket_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_socket), MP_ROM_PTR(&usocket_type) },
    { MP_ROM_QSTR(MP_QSTR_error), MP_ROM_PTR(&mp_type_OSError) },
    { MP_ROM_QSTR(MP_QSTR_gaierror), MP_ROM_PTR(&usocket_gaierror_type) },
    { MP_ROM_QSTR(MP_QSTR_timeout), MP_ROM_PTR(&usocket_timeout_type) },
    ENTRY(create_connection, create_connection),
    ENTRY(create_server, create_server),
    ENTRY(getaddrinfo, getaddrinfo),
    ENTRY(getdefaulttimeout, getdefaulttimeout),
    ENTRY(gethostbyname, gethostbyname),
    ENTRY(gethostname, gethostname),
    ENTRY(htonl, swap_32),
    ENTRY(htons, swap_16),
    ENTRY(inet_aton, inet_aton),
    ENTRY(inet_ntoa, inet_ntoa),
    ENTRY(inet_ntop, inet_ntop),
    ENTRY(inet_pton, inet_pton),
    ENTRY(ntohl, swap_32),
    ENTRY(ntohs, swap_16),
    ENTRY(resolve, query_new),
    ENTRY(setdefaulttimeout, setdefaulttimeout),
    ENTRY(sockaddr, sockaddr),
    #if USOCKET_STACK_KERNEL
    ENTRY(socketpair, socketpair),
    #elif USOCKET_STACK_LWIP_RAW
    ENTRY(callback, callback),
    ENTRY(print_pcbs, print_pcbs),
    ENTRY(reset, reset),
    #endif

    CONSTANT(AF_INET),
    CONSTANT(AF_INET6),
    #if USOCKET_STACK_KERNEL
    CONSTANT(AF_UNIX),
    #endif
    CONSTANT(SOCK_STREAM),
    CONSTANT(SOCK_DGRAM),
    #ifdef USOCKET_HAS_RAW
    CONSTANT(SOCK_RAW),
    #endif
    CONSTANT(IPPROTO_IP),
    CONSTANT(IPPROTO_ICMP),
    CONSTANT(IPPROTO_TCP),
    CONSTANT(IPPROTO_UDP),
    CONSTANT(IPPROTO_IPV6),
    CONSTANT(SOL_SOCKET),
    CONSTANT(SO_REUSEADDR),
    CONSTANT(SO_BROADCAST),
    CONSTANT(SO_KEEPALIVE),
    CONSTANT(SO_ERROR),
    CONSTANT(SO_TYPE),
    #if USOCKET_HAS_LINGER
    CONSTANT(SO_LINGER),
    #endif
    #if USOCKET_HAS_RCVBUF
    CONSTANT(SO_RCVBUF),
    #endif
    #if USOCKET_STACK_KERNEL
    CONSTANT(SO_SNDBUF),
    #endif
    #if USOCKET_HAS_BINDTODEVICE
    CONSTANT(SO_BINDTODEVICE),
    #endif
    CONSTANT(IP_TTL),
    CONSTANT(IP_TOS),
    CONSTANT(IP_ADD_MEMBERSHIP),
    CONSTANT(IP_DROP_MEMBERSHIP),
    CONSTANT(IP_MULTICAST_TTL),
    CONSTANT(IP_MULTICAST_IF),
    CONSTANT(IP_MULTICAST_LOOP),
    #if USOCKET_HAS_V6ONLY
    CONSTANT(IPV6_V6ONLY),
    #endif
    CONSTANT(TCP_NODELAY),
    CONSTANT(TCP_KEEPIDLE),
    CONSTANT(TCP_KEEPINTVL),
    CONSTANT(TCP_KEEPCNT),
    CONSTANT(MSG_PEEK),
    CONSTANT(MSG_DONTWAIT),
    CONSTANT(MSG_TRUNC),
    CONSTANT(SHUT_RD),
    CONSTANT(SHUT_WR),
    CONSTANT(SHUT_RDWR),
    CONSTANT(SOMAXCONN),
    CONSTANT(INADDR_ANY),
    CONSTANT(EAI_ADDRFAMILY),
    CONSTANT(EAI_AGAIN),
    CONSTANT(EAI_BADFLAGS),
    CONSTANT(EAI_FAIL),
    CONSTANT(EAI_FAMILY),
    CONSTANT(EAI_MEMORY),
    CONSTANT(EAI_NONAME),
    CONSTANT(EAI_SERVICE),
    CONSTANT(EAI_SOCKTYPE),
    CONSTANT(AI_PASSIVE),
    CONSTANT(AI_CANONNAME),
    CONSTANT(AI_NUMERICHOST),
    CONSTANT(AI_NUMERICSERV),
    #if USOCKET_STACK_KERNEL
    CONSTANT(AI_V4MAPPED),
    CONSTANT(AI_ALL),
    CONSTANT(AI_ADDRCONFIG),
    #endif
    #if USOCKET_HAS_IPV6
    { MP_ROM_QSTR(MP_QSTR_has_ipv6), MP_ROM_TRUE },
    #else
    { MP_ROM_QSTR(MP_QSTR_has_ipv6), MP_ROM_FALSE },
    #endif
};
static MP_DEFINE_CONST_DICT(module_globals, module_globals_table);

// The name sorts after those of MicroPython's own modules, which this one replaces: the last
// definition in moduledefs.h wins.
const mp_obj_module_t usocket_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_globals,
};

MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_socket, usocket_module);
#if USOCKET_STACK_LWIP_RAW
// Some scripts know it by this name, as MicroPython's C module for lwIP has it.
MP_REGISTER_MODULE(MP_QSTR_lwip, usocket_module);
#endif
