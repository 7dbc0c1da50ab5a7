#pragma once

// The responder is a component of ESP-IDF's own: names in .local are not resolved here.
