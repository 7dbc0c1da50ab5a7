#include "user_interface.h"
