/* readers.h - the readers behind mms_read_file()
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace-builder.h"

G_BEGIN_DECLS

/* Each reader fills @builder from @bytes (its own reference is taken where the decoder needs it) and
 * answers %FALSE with @error set only where nothing can be used.  @bytes is the mapped file, or the
 * decompressed text. */

gboolean mms_dat_is_trace (GBytes *bytes);
gboolean mms_dat_read     (GBytes           *bytes,
                           MmsTraceBuilder  *builder,
                           MmsProgress      *progress,
                           GError          **error);

gboolean mms_text_is_trace (GBytes *bytes);
gboolean mms_text_read     (GBytes           *bytes,
                            MmsTraceBuilder  *builder,
                            MmsProgress      *progress,
                            GError          **error);

gboolean mms_json_is_trace (GBytes *bytes);
gboolean mms_json_read     (GBytes           *bytes,
                            MmsTraceBuilder  *builder,
                            MmsProgress      *progress,
                            GError          **error);

/* NAME.state beside @path, if there is one (see samples/README for its form). */
void mms_sidecar_read (const char      *path,
                       MmsTraceBuilder *builder);

G_END_DECLS
