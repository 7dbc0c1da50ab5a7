#pragma once

// The port's parts of the machine module.

// At power-on and after machine.reset().
void machine_init(void);

// Before each run of Python.
void machine_pin_init(void);
