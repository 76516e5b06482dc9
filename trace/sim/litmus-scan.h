/* litmus-scan.h - the words of a litmus test, one after another
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MMS_LITMUS_END,
  MMS_LITMUS_NAME,
  MMS_LITMUS_NUMBER,
  MMS_LITMUS_STRING,
  MMS_LITMUS_SIGN,
} MmsLitmusTokenKind;

/* Where it stands in the text: (transfer none). */
typedef struct
{
  MmsLitmusTokenKind kind;
  const char *start;
  guint length;
  guint line; /* from 1 */
  int number; /* of a NUMBER */
} MmsLitmusToken;

/* Numbers in a test are at most this large, either way; see litmus-build.h for what lies above. */
#define MMS_LITMUS_MAX_NUMBER 9999

/**
 * MmsLitmusScan:
 * @name: the file's, for messages
 * @p: behind @token
 * @token: the word at hand
 * @is_body: inside a process, where `(*` is no comment
 * @error: (nullable): the first thing that was wrong; once set, all words are END
 */
typedef struct
{
  const char *name;
  const char *text;
  const char *end;
  const char *p;
  MmsLitmusToken token;
  gboolean is_body;
  GError *error;
} MmsLitmusScan;

/* Stands in front of the first word; call mms_litmus_next() to get there. */
void mms_litmus_scan_init  (MmsLitmusScan *scan,
                            const char    *name,
                            const char    *text,
                            gsize          length);
void mms_litmus_scan_clear (MmsLitmusScan *scan);

void mms_litmus_next (MmsLitmusScan *scan);

/* (transfer full): what is left of the line behind the word at hand, without blanks around it; goes
 * to the first word behind that line. */
char *mms_litmus_take_line (MmsLitmusScan *scan);

gboolean mms_litmus_is     (const MmsLitmusScan *scan,
                            const char          *word);
/* Steps over @word, if it is there. */
gboolean mms_litmus_accept (MmsLitmusScan *scan,
                            const char    *word);
/* Fails if it is not. */
gboolean mms_litmus_expect (MmsLitmusScan *scan,
                            const char    *word);

/* (transfer full): the text of @token */
char *mms_litmus_token_dup (const MmsLitmusToken *token);

/**
 * mms_litmus_fail:
 * @at: (nullable): the word that is wrong; %NULL: the one at hand
 *
 * Keeps the message, if it is the first: "FILE:LINE:COLUMN: …", and on two lines more the line of the
 * text and a mark below the place.
 *
 * Returns: %FALSE
 */
gboolean mms_litmus_fail          (MmsLitmusScan        *scan,
                                   const MmsLitmusToken *at,
                                   const char           *format,
                                   ...) G_GNUC_PRINTF (3, 4);
/* "expected @what, not 'x'" */
gboolean mms_litmus_fail_expected (MmsLitmusScan *scan,
                                   const char    *what);

G_END_DECLS
