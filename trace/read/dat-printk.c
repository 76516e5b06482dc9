/* dat-printk.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-printk.h"

#include <string.h>

#include "dat-cursor.h"

/* A kernel with all its modules has some thousand. */
#define MAX_STRINGS 65536

#define MAX_TEXT 4096
#define MAX_WIDTH 256

struct _MmsDatPrintk
{
  GBytes *text;
  gsize is_read;
  GHashTable *strings; /* by address */
};

MmsDatPrintk *
mms_dat_printk_new (GBytes *text)
{
  MmsDatPrintk *printk = g_new0 (MmsDatPrintk, 1);

  printk->text = text ? g_bytes_ref (text) : NULL;
  printk->strings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return printk;
}

void
mms_dat_printk_free (MmsDatPrintk *printk)
{
  g_clear_pointer (&printk->text, g_bytes_unref);
  g_hash_table_unref (printk->strings);
  g_free (printk);
}

/* What stands between the quotes, with its escapes undone */
static char *
read_string (const char *at, const char *end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (at < end && (*at == ' ' || *at == '"'))
    at++;
  while (end > at && (end[-1] == '"' || end[-1] == '\r'))
    end--;
  for (; at < end; at++)
    {
      if (*at != '\\' || at + 1 == end)
        g_string_append_c (text, *at);
      else if (*++at == 'n')
        g_string_append_c (text, '\n');
      else if (*at == 't')
        g_string_append_c (text, '\t');
      else
        g_string_append_c (text, *at);
    }
  return g_utf8_make_valid (text->str, (gssize) text->len);
}

static void
read_line (MmsDatPrintk *printk, const char *line, const char *end)
{
  guint64 address = 0;

  if (end - line < 4 || line[0] != '0' || line[1] != 'x')
    return;
  for (line += 2; line < end && g_ascii_isxdigit (*line); line++)
    address = address << 4 | (guint64) g_ascii_xdigit_value (*line);
  line = memchr (line, ':', (gsize) (end - line));
  if (line != NULL)
    g_hash_table_insert (printk->strings, g_memdup2 (&address, sizeof address),
                         read_string (line + 1, end));
}

static void
read_text (MmsDatPrintk *printk)
{
  gsize size;
  const char *text = printk->text ? g_bytes_get_data (printk->text, &size) : NULL;
  const char *end = text ? text + size : NULL;

  while (text < end && g_hash_table_size (printk->strings) < MAX_STRINGS)
    {
      const char *line_end = memchr (text, '\n', (gsize) (end - text));

      if (line_end == NULL)
        line_end = end;
      read_line (printk, text, line_end);
      text = line_end + 1;
    }
}

const char *
mms_dat_printk_find (MmsDatPrintk *printk, guint64 address)
{
  if (g_once_init_enter (&printk->is_read))
    {
      read_text (printk);
      g_once_init_leave (&printk->is_read, 1);
    }
  return g_hash_table_lookup (printk->strings, &address);
}

/* --- printing --- */

typedef struct
{
  const MmsDatLayout *layout;
  MmsDatSymbols *symbols;
  const guint8 *data;
  gsize size;
  gsize at;
  GString *text;
} Printer;

/* %-08.3lx, taken apart */
typedef struct
{
  char flags[8];
  int width;     /* -1: none */
  int precision; /* -1: none */
  int length;    /* -2: hh, -1: h, 0: none, 1: l z t, 2: ll L q j */
  char conversion;
} Spec;

static gboolean
take_number (Printer *printer, guint width, guint64 *value)
{
  const gsize border = MIN (width, 4);
  const gsize at = (printer->at + border - 1) / border * border;

  if (at > printer->size || width > printer->size - at)
    return FALSE;
  *value = mms_dat_load (printer->data + at, width, printer->layout->big_endian);
  printer->at = at + width;
  return TRUE;
}

static gboolean
take_string (Printer *printer, const char **string)
{
  const guint8 *nul = memchr (printer->data + printer->at, 0, printer->size - printer->at);

  if (nul == NULL)
    return FALSE;
  *string = (const char *) printer->data + printer->at;
  printer->at = (gsize) (nul + 1 - printer->data);
  return TRUE;
}

/* A width or a precision: digits, or an argument */
static gboolean
read_extent (Printer *printer, const char **at, int *extent)
{
  guint64 value = 0;

  if (**at == '*')
    {
      if (!take_number (printer, 4, &value))
        return FALSE;
      (*at)++;
      *extent = CLAMP ((gint32) value, -MAX_WIDTH, MAX_WIDTH);
      return TRUE;
    }
  for (; g_ascii_isdigit (**at); (*at)++)
    value = MIN (value * 10 + (guint64) (**at - '0'), MAX_WIDTH);
  *extent = (int) value;
  return TRUE;
}

static gboolean
read_spec (Printer *printer, const char **at, Spec *spec)
{
  gsize n_flags = 0;

  *spec = (Spec) { .width = -1, .precision = -1 };
  for (; **at != '\0' && strchr ("-+ #0", **at); (*at)++)
    if (n_flags + 1 < sizeof spec->flags && !strchr (spec->flags, **at))
      spec->flags[n_flags++] = **at;
  if ((**at == '*' || g_ascii_isdigit (**at)) && !read_extent (printer, at, &spec->width))
    return FALSE;
  if (spec->width < -1)
    {
      spec->width = -spec->width;
      spec->flags[0] = '-';
      spec->flags[1] = '\0';
    }
  if (**at == '.')
    {
      (*at)++;
      if (!read_extent (printer, at, &spec->precision))
        return FALSE;
      spec->precision = MAX (spec->precision, 0);
    }
  for (; **at != '\0' && strchr ("hlLqjzt", **at); (*at)++)
    spec->length += **at == 'h' ? -1 : strchr ("Lqj", **at) ? 2 : 1;
  spec->length = CLAMP (spec->length, -2, 2);
  spec->conversion = **at;
  if (**at != '\0')
    (*at)++;
  return TRUE;
}

static void
append_spec (Printer *printer, const Spec *spec, const char *end, ...)
{
  g_autoptr (GString) format = g_string_new ("%");
  va_list arguments;

  g_string_append (format, spec->flags);
  if (spec->width >= 0)
    g_string_append_printf (format, "%d", spec->width);
  if (spec->precision >= 0)
    g_string_append_printf (format, ".%d", spec->precision);
  g_string_append (format, end);
  va_start (arguments, end);
  g_string_append_vprintf (printer->text, format->str, arguments);
  va_end (arguments);
}

static gboolean
print_number (Printer *printer, const Spec *spec)
{
  const guint width = spec->length == -2  ? 1
                      : spec->length == -1 ? 2
                      : spec->length == 0  ? 4
                      : spec->length == 1  ? printer->layout->long_size
                                           : 8;
  const guint shift = 64 - 8 * width;
  guint64 value;

  if (!take_number (printer, width, &value))
    return FALSE;
  switch (spec->conversion)
    {
    case 'd':
    case 'i':
      append_spec (printer, spec, G_GINT64_FORMAT, (gint64) (value << shift) >> shift);
      return TRUE;
    case 'x':
      append_spec (printer, spec, G_GINT64_MODIFIER "x", value);
      return TRUE;
    case 'X':
      append_spec (printer, spec, G_GINT64_MODIFIER "X", value);
      return TRUE;
    case 'o':
      append_spec (printer, spec, G_GINT64_MODIFIER "o", value);
      return TRUE;
    default:
      append_spec (printer, spec, G_GUINT64_FORMAT, value);
      return TRUE;
    }
}

/* @at stands behind the p. */
static gboolean
print_pointer (Printer *printer, const char **at)
{
  const char kind = **at;
  const char *string;
  guint64 value;
  guint64 offset;

  while (g_ascii_isalnum (**at))
    (*at)++;
  if (g_ascii_isalnum (kind) && !strchr ("SsFfxKe", kind))
    {
      if (!take_string (printer, &string))
        return FALSE;
      g_string_append_len (printer->text, string, (gssize) strnlen (string, MAX_TEXT));
      return TRUE;
    }

  if (!take_number (printer, printer->layout->long_size, &value))
    return FALSE;
  string = g_ascii_isalnum (kind) && strchr ("SsFf", kind)
               ? mms_dat_symbols_find (printer->symbols, value, &offset)
               : NULL;
  if (string == NULL)
    g_string_append_printf (printer->text, "0x%" G_GINT64_MODIFIER "x", value);
  else if (kind == 's' || kind == 'f')
    g_string_append (printer->text, string);
  else
    g_string_append_printf (printer->text, "%s+0x%" G_GINT64_MODIFIER "x", string, offset);
  return TRUE;
}

static gboolean
print_one (Printer *printer, const char **at)
{
  const char *string;
  guint64 value;
  Spec spec;

  if (!read_spec (printer, at, &spec))
    return FALSE;
  switch (spec.conversion)
    {
    case '%':
      g_string_append_c (printer->text, '%');
      return TRUE;
    case 'c':
      if (!take_number (printer, 1, &value))
        return FALSE;
      g_string_append_c (printer->text, (char) value);
      return TRUE;
    case 's':
      if (!take_string (printer, &string))
        return FALSE;
      append_spec (printer, &spec, "s", string);
      return TRUE;
    case 'p':
      return print_pointer (printer, at);
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      return print_number (printer, &spec);
    default:
      return FALSE;
    }
}

char *
mms_dat_printk_format (const char *format,
                       const MmsDatLayout *layout,
                       MmsDatSymbols *symbols,
                       const guint8 *arguments,
                       gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Printer printer = { layout, symbols, arguments, size, 0, text };

  while (*format != '\0' && text->len < MAX_TEXT)
    {
      if (*format != '%')
        g_string_append_c (text, *format++);
      else
        {
          format++;
          if (!print_one (&printer, &format))
            {
              g_string_append (text, "…");
              break;
            }
        }
    }
  return g_utf8_make_valid (text->str, (gssize) text->len);
}
