/* sample.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/* What probes on a stock kernel's functions read beside the function's arguments. */

/* Whether the probed function was called from one whose name begins with @function; %FALSE also where the
 * trace does not tell. */
gboolean mms_sample_is_called_from (MmsMachine *machine,
                                    const char *function);

/* What the recording CPU held when the probe fired: before the probed function did anything. */
void mms_sample_own (MmsMachine *machine);

/* The mm in MMS_SLOT_MM; 0 if the event has none. */
guint mms_sample_find_mm (MmsMachine *machine);
/* The same, its counts sampled. */
guint mms_sample_take_mm (MmsMachine *machine);
/* The counts of @mm in MMS_SLOT_USERS and MMS_SLOT_COUNT, where the event has them. */
void  mms_sample_counts      (MmsMachine *machine,
                              guint       mm);
/* The same of the previous mm. */
void  mms_sample_prev_counts (MmsMachine *machine,
                              guint       mm);

G_END_DECLS
