/* dat-symbols.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-symbols.h"

#include <string.h>

#include <event-parse.h>

/* No function is longer.  A table may lack what lies behind its last symbol, and a stack may hold
 * what is no address, and neither should get the name of a function far away. */
#define MAX_FUNCTION (1u << 20)

#define MAX_LINE 1024

struct _MmsDatSymbols
{
  GBytes *text;
  gsize is_read;
  struct tep_handle *tep;
};

MmsDatSymbols *
mms_dat_symbols_new (GBytes *text)
{
  MmsDatSymbols *symbols = g_new0 (MmsDatSymbols, 1);

  symbols->text = text ? g_bytes_ref (text) : NULL;
  return symbols;
}

void
mms_dat_symbols_free (MmsDatSymbols *symbols)
{
  if (symbols == NULL)
    return;

  g_clear_pointer (&symbols->text, g_bytes_unref);
  g_clear_pointer (&symbols->tep, tep_free);
  g_free (symbols);
}

/* "ffffffff81000000 T name\t[module]" */
static gboolean
split_line (char *line, guint64 *address, char **name, char **module)
{
  char *end;
  char *bracket;

  *address = g_ascii_strtoull (line, &end, 16);
  if (end == line || end[0] != ' ' || end[1] == '\0' || end[2] != ' ')
    return FALSE;

  *name = end + 3;
  *module = NULL;
  bracket = strchr (*name, '\t');
  if (bracket)
    {
      *bracket++ = '\0';
      if (bracket[0] == '[' && g_str_has_suffix (bracket, "]"))
        {
          bracket[strlen (bracket) - 1] = '\0';
          *module = bracket + 1;
        }
    }
  return **name != '\0' && g_utf8_validate (*name, -1, NULL);
}

static void
read_text (MmsDatSymbols *symbols)
{
  gsize size;
  const char *text = symbols->text ? g_bytes_get_data (symbols->text, &size) : NULL;
  const char *end = text ? text + size : NULL;

  symbols->tep = tep_alloc ();
  while (symbols->tep && text < end)
    {
      const char *line_end = memchr (text, '\n', end - text);
      char line[MAX_LINE];
      guint64 address;
      char *name;
      char *module;

      if (line_end == NULL)
        line_end = end;
      if ((gsize)(line_end - text) < sizeof line)
        {
          memcpy (line, text, line_end - text);
          line[line_end - text] = '\0';
          if (split_line (line, &address, &name, &module))
            tep_register_function (symbols->tep, name, address, module);
        }
      text = line_end + 1;
    }

  /* The first look-up sorts; it must not happen in two threads at once. */
  if (symbols->tep)
    tep_find_function (symbols->tep, 0);
}

const char *
mms_dat_symbols_find (MmsDatSymbols *symbols, guint64 address, guint64 *offset)
{
  const char *name;
  guint64 start;

  if (g_once_init_enter (&symbols->is_read))
    {
      read_text (symbols);
      g_once_init_leave (&symbols->is_read, 1);
    }
  if (symbols->tep == NULL)
    return NULL;

  name = tep_find_function (symbols->tep, address);
  if (name == NULL)
    return NULL;
  start = tep_find_function_address (symbols->tep, address);
  if (address - start >= MAX_FUNCTION)
    return NULL;

  if (offset)
    *offset = address - start;
  return g_intern_string (name);
}

guint64
mms_dat_symbols_find_address (GBytes *text, const char *name)
{
  gsize size;
  const char *at = g_bytes_get_data (text, &size);
  const char *end;
  const gsize name_size = strlen (name);

  if (!at)
    return 0;
  end = at + size;
  while ((at = memmem (at, end - at, name, name_size)))
    {
      const char *line = at;
      char copy[MAX_LINE];
      guint64 address;
      char *found;
      char *module;

      while (line > (const char *) g_bytes_get_data (text, NULL) && line[-1] != '\n'
             && at - line < 64)
        line--;
      memcpy (copy, line, at + name_size - line);
      copy[at + name_size - line] = '\0';
      at += name_size;
      if ((at == end || *at == '\n') && split_line (copy, &address, &found, &module)
          && g_str_equal (found, name))
        return address;
    }
  return 0;
}
