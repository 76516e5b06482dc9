/* diagnostic.h - what is wrong with a text of the language, and where
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A place in a text.  Lines and columns count from 1, columns in characters; both end at 65535.
 * Line 0: no place in particular. */
typedef struct
{
  guint16 file; /* index into the texts of the compilation */
  guint16 line;
  guint16 column;
} MmsPosition;

typedef struct
{
  char *file;    /* as it was named when it was opened; NULL: no place */
  guint line;
  guint column;
  char *message;
  char *text;    /* the line itself, without its end; NULL: no place */
} MmsDiagnostic;

/* More than these help nobody: the rest is counted, not kept. */
#define MMS_MAX_DIAGNOSTICS 20

MmsDiagnostic *mms_diagnostic_new  (const char    *file,
                                    const char    *text,
                                    MmsPosition    at,
                                    const char    *message);
void           mms_diagnostic_free (MmsDiagnostic *diagnostic);

/* Returns: (transfer full): "S6.lazy:12:9: message", the line and a caret below its column, each on a
 * line of its own that ends */
char *mms_diagnostic_to_string (const MmsDiagnostic *diagnostic);

G_END_DECLS
