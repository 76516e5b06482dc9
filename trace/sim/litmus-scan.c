/* litmus-scan.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-scan.h"

#include <string.h>

#include "program.h"

/* Of a line of the text, in a message */
#define MAX_SHOWN 200

#define MAX_NAME 255

static const char *const signs[] = {
  "/\\", "\\/", "==", "!=", "<=", ">=", "<<", ">>", "&&", "||", "=>",
  "+=",  "-=",  "|=", "&=", "^=", "++", "--", "->",
};

void
mms_litmus_scan_init (MmsLitmusScan *scan, const char *name, const char *text, gsize length)
{
  *scan = (MmsLitmusScan){ .name = name, .text = text, .end = text + length, .p = text };
  scan->token.start = text;
  scan->token.line = 1;
}

void
mms_litmus_scan_clear (MmsLitmusScan *scan)
{
  g_clear_error (&scan->error);
}

char *
mms_litmus_token_dup (const MmsLitmusToken *token)
{
  return g_strndup (token->start, token->length);
}

/* --- messages --- */

static gboolean
begins_character (char c)
{
  return ((guint8) c & 0xc0) != 0x80;
}

/* The line around @at, and a mark below it. */
static void
show_line (const MmsLitmusScan *scan, const char *at, GString *message)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *valid = NULL;
  const char *start = at;
  const char *stop = at;

  while (start > scan->text && start[-1] != '\n')
    start--;
  while (stop < scan->end && *stop != '\n' && stop - start < MAX_SHOWN)
    stop++;
  if (at - start >= MAX_SHOWN)
    return;
  for (const char *p = start; p < stop; p++)
    g_string_append_c (line, g_ascii_iscntrl (*p) ? ' ' : *p); /* a tab is one column, too */
  valid = g_utf8_make_valid (line->str, (gssize) line->len);
  g_string_append_printf (message, "\n  %s\n  ", valid);
  for (const char *p = start; p < at; p++)
    if (begins_character (*p))
      g_string_append_c (message, ' ');
  g_string_append_c (message, '^');
}

gboolean
mms_litmus_fail (MmsLitmusScan *scan, const MmsLitmusToken *at, const char *format, ...)
{
  g_autoptr (GString) message = NULL;
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;
  guint column = 1;
  va_list arguments;

  if (scan->error != NULL)
    return FALSE;
  if (at == NULL)
    at = &scan->token;
  for (const char *p = at->start; p > scan->text && p[-1] != '\n'; p--)
    column += begins_character (p[-1]);
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  valid = g_utf8_make_valid (text, -1);
  message = g_string_new (NULL);
  g_string_append_printf (message, "%s:%u:%u: %s", scan->name, at->line, column, valid);
  show_line (scan, at->start, message);
  g_set_error_literal (&scan->error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT, message->str);

  scan->p = scan->end;
  scan->token.kind = MMS_LITMUS_END;
  scan->token.length = 0;
  return FALSE;
}

gboolean
mms_litmus_fail_expected (MmsLitmusScan *scan, const char *what)
{
  if (scan->token.kind == MMS_LITMUS_END)
    return mms_litmus_fail (scan, NULL, "expected %s, not the end of the file", what);
  return mms_litmus_fail (scan, NULL, "expected %s, not '%.*s'", what,
                          (int) MIN (scan->token.length, 40), scan->token.start);
}

/* --- words --- */

static gboolean
is_name_character (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static gboolean
looks_at (const MmsLitmusScan *scan, const char *sign)
{
  gsize length = strlen (sign);

  return (gsize) (scan->end - scan->p) >= length && memcmp (scan->p, sign, length) == 0;
}

/* The line of @p, which is not before the word at hand. */
static guint
count_lines (const MmsLitmusScan *scan, const char *p)
{
  guint line = scan->token.line;

  for (const char *q = scan->token.start; q < p; q++)
    line += *q == '\n';
  return line;
}

/* Behind a comment that has begun; those of OCaml nest, those of C do not. */
static gboolean
skip_comment (MmsLitmusScan *scan, const char *open, const char *close, gboolean nests)
{
  const MmsLitmusToken begin = { .start = scan->p, .line = count_lines (scan, scan->p) };
  guint depth = 1;

  scan->p += 2;
  while (depth > 0)
    {
      if (scan->p == scan->end)
        return mms_litmus_fail (scan, &begin, "this comment does not end");
      if (looks_at (scan, close))
        {
          depth--;
          scan->p += 2;
        }
      else if (nests && looks_at (scan, open))
        {
          depth++;
          scan->p += 2;
        }
      else
        scan->p++;
    }
  return TRUE;
}

static gboolean
skip_blanks (MmsLitmusScan *scan)
{
  while (scan->p < scan->end)
    {
      if (g_ascii_isspace (*scan->p))
        scan->p++;
      else if (looks_at (scan, "//"))
        {
          while (scan->p < scan->end && *scan->p != '\n')
            scan->p++;
        }
      else if (looks_at (scan, "/*"))
        {
          if (!skip_comment (scan, "/*", "*/", FALSE))
            return FALSE;
        }
      else if (!scan->is_body && looks_at (scan, "(*"))
        {
          if (!skip_comment (scan, "(*", "*)", TRUE))
            return FALSE;
        }
      else
        break;
    }
  return TRUE;
}

static void
take_number (MmsLitmusScan *scan, MmsLitmusToken *token)
{
  guint base = 10;
  int number = 0;

  if (looks_at (scan, "0x") || looks_at (scan, "0X"))
    {
      base = 16;
      scan->p += 2;
    }
  else if (*scan->p == '0')
    base = 8;
  for (; scan->p < scan->end && is_name_character (*scan->p); scan->p++)
    {
      int digit = g_ascii_xdigit_value (*scan->p);

      if (strchr ("uUlL", *scan->p) != NULL && *scan->p != '\0')
        continue;
      if (digit < 0 || digit >= (int) base)
        {
          mms_litmus_fail (scan, token, "expected a number, not '%.*s'",
                           (int) (scan->p - token->start) + 1, token->start);
          return;
        }
      number = MIN (number * (int) base + digit, MMS_LITMUS_MAX_NUMBER + 1);
    }
  token->kind = MMS_LITMUS_NUMBER;
  token->number = number;
  if (number > MMS_LITMUS_MAX_NUMBER)
    mms_litmus_fail (scan, token, "numbers go up to %d", MMS_LITMUS_MAX_NUMBER);
}

static void
take_string (MmsLitmusScan *scan, MmsLitmusToken *token)
{
  token->kind = MMS_LITMUS_STRING;
  for (scan->p++; scan->p < scan->end && *scan->p != '\n'; scan->p++)
    {
      if (*scan->p == '\\' && scan->end - scan->p > 1)
        scan->p++;
      else if (*scan->p == '"')
        {
          scan->p++;
          return;
        }
    }
  mms_litmus_fail (scan, token, "this string does not end");
}

static void
take_sign (MmsLitmusScan *scan, MmsLitmusToken *token)
{
  token->kind = MMS_LITMUS_SIGN;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (looks_at (scan, signs[i]))
      {
        scan->p += 2;
        return;
      }
  if (g_ascii_isprint (*scan->p))
    {
      scan->p++;
      return;
    }
  mms_litmus_fail (scan, token, "there is a byte 0x%02x that no test can have", (guint8) *scan->p);
}

void
mms_litmus_next (MmsLitmusScan *scan)
{
  MmsLitmusToken token = { 0 };

  if (scan->error != NULL || !skip_blanks (scan))
    return;
  token.start = scan->p;
  token.line = count_lines (scan, scan->p);
  if (scan->p == scan->end)
    token.kind = MMS_LITMUS_END;
  else if (g_ascii_isdigit (*scan->p))
    take_number (scan, &token);
  else if (*scan->p == '"')
    take_string (scan, &token);
  else if (is_name_character (*scan->p))
    {
      token.kind = MMS_LITMUS_NAME;
      while (scan->p < scan->end && is_name_character (*scan->p))
        scan->p++;
      if (scan->p - token.start > MAX_NAME)
        mms_litmus_fail (scan, &token, "names have up to %d characters", MAX_NAME);
    }
  else
    take_sign (scan, &token);
  if (scan->error != NULL)
    return;
  token.length = (guint) (scan->p - token.start);
  scan->token = token;
}

char *
mms_litmus_take_line (MmsLitmusScan *scan)
{
  const char *start = scan->token.start + scan->token.length;
  const char *stop = start;
  char *line;

  while (stop < scan->end && *stop != '\n')
    stop++;
  line = g_strstrip (g_strndup (start, (gsize) (stop - start)));
  if (scan->error == NULL)
    scan->p = stop;
  mms_litmus_next (scan);
  return line;
}

gboolean
mms_litmus_is (const MmsLitmusScan *scan, const char *word)
{
  const MmsLitmusToken *token = &scan->token;

  return (token->kind == MMS_LITMUS_NAME || token->kind == MMS_LITMUS_SIGN)
         && strlen (word) == token->length && memcmp (token->start, word, token->length) == 0;
}

gboolean
mms_litmus_accept (MmsLitmusScan *scan, const char *word)
{
  if (!mms_litmus_is (scan, word))
    return FALSE;
  mms_litmus_next (scan);
  return TRUE;
}

gboolean
mms_litmus_expect (MmsLitmusScan *scan, const char *word)
{
  char what[16];

  if (mms_litmus_accept (scan, word))
    return TRUE;
  g_snprintf (what, sizeof what, "'%s'", word);
  return mms_litmus_fail_expected (scan, what);
}
