/* litmus-write.h - a part of a run as a litmus test
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "fragment.h"

G_BEGIN_DECLS

/**
 * mms_fragment_to_litmus:
 * @fragment: settled, of two to four threads
 * @name: the test's; characters that such names do not have are replaced
 * @origin: (nullable): one sentence about where it is from
 *
 * Writes a test in the C flavour for the kernel's memory model: each thread as a process, and the
 * question whether all loads can see again what they saw, and contested variables end as they did.
 * Interrupts that were off, and where operations stood, are comments.  Branches are not in it: an
 * order that only they made is lost.
 *
 * Returns: (transfer full): or %NULL with @error set: a thread has too many operations
 */
char *mms_fragment_to_litmus (const MmsFragment *fragment,
                              const char        *name,
                              const char        *origin,
                              GError           **error);

/**
 * mms_write_litmus:
 * @first, @last: numbers of events, both included
 * @name: the test's
 *
 * Writes that part of @trace.
 *
 * Returns: %FALSE with @error set if it cannot be one (%MMS_WRITE_ERROR_UNFIT), or when stopped
 */
gboolean mms_write_litmus (MmsTrace      *trace,
                           guint          first,
                           guint          last,
                           const char    *name,
                           MmsWriteFunc   func,
                           gpointer       user_data,
                           GError       **error);

G_END_DECLS
