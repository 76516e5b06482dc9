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

/* A trace names few addresses, and asks for each of them a million times. */
#define N_FOUND 512

typedef struct
{
  guint64 address;
  guint64 offset;
  const char *name; /* NULL: no function is there */
} Found;

struct _MmsDatSymbols
{
  GBytes *text;
  gsize is_read;
  struct tep_handle *tep;
  Found *found[N_FOUND]; /* by address; written once, by whichever thread comes first */
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
  for (guint i = 0; i < N_FOUND; i++)
    g_free (symbols->found[i]);
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

static Found
find (MmsDatSymbols *symbols, guint64 address)
{
  Found found = { address, 0, NULL };
  const char *name;

  if (g_once_init_enter (&symbols->is_read))
    {
      read_text (symbols);
      g_once_init_leave (&symbols->is_read, 1);
    }
  if (symbols->tep == NULL)
    return found;

  name = tep_find_function (symbols->tep, address);
  if (name == NULL)
    return found;
  found.offset = address - tep_find_function_address (symbols->tep, address);
  if (found.offset < MAX_FUNCTION)
    found.name = g_intern_string (name);
  return found;
}

const char *
mms_dat_symbols_find (MmsDatSymbols *symbols, guint64 address, guint64 *offset)
{
  Found **place = &symbols->found[(address ^ address >> 9) % N_FOUND];
  const Found *known = g_atomic_pointer_get (place);
  Found found;

  if (known != NULL && known->address == address)
    found = *known;
  else
    {
      found = find (symbols, address);
      if (known == NULL)
        {
          Found *copy = g_memdup2 (&found, sizeof (found));

          if (!g_atomic_pointer_compare_and_exchange (place, NULL, copy))
            g_free (copy);
        }
    }
  if (found.name != NULL && offset != NULL)
    *offset = found.offset;
  return found.name;
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
