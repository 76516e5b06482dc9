/* shortcuts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "shortcuts.h"

#include "model/query.h"

#define MODIFIERS (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)

#define PLAYING "Playing and stepping"
#define LOOKING "Looking around"
#define MARKING "Marks and lanes"
#define SIMULATING "Simulations"
#define FINDING "Finding and showing events"
#define FILES   "File and window"

static const MmsShortcut shortcuts[] = {
  { "win.play", "space", "Play or pause", PLAYING, MMS_SHORTCUT_PLAIN },
  { "win.step-forward", "period", "One event forward, or one step as chosen", PLAYING, MMS_SHORTCUT_PLAIN },
  { "win.step-back", "comma", "One event back", PLAYING, MMS_SHORTCUT_PLAIN },
  { "win.cpu-forward", "<Shift>period", "Next event of the selected CPU", PLAYING,
    MMS_SHORTCUT_PLAIN },
  { "win.cpu-back", "<Shift>comma", "Previous event of the selected CPU", PLAYING,
    MMS_SHORTCUT_PLAIN },
  { "win.mm-forward", "bracketright", "Next change of the selected mm", PLAYING,
    MMS_SHORTCUT_PLAIN },
  { "win.mm-back", "bracketleft", "Previous change of the selected mm", PLAYING,
    MMS_SHORTCUT_PLAIN },
  { "win.finding-forward", "n", "Next finding", PLAYING, MMS_SHORTCUT_PLAIN },
  { "win.finding-back", "<Shift>n", "Previous finding", PLAYING, MMS_SHORTCUT_PLAIN },
  { "win.first", "<Control>Home", "First event", PLAYING, MMS_SHORTCUT_PLAIN },
  { "win.last", "<Control>End", "Last event", PLAYING, MMS_SHORTCUT_PLAIN },

  { "win.zoom-in", "w", "Zoom in", LOOKING, MMS_SHORTCUT_PHYSICAL },
  { "win.zoom-out", "s", "Zoom out", LOOKING, MMS_SHORTCUT_PHYSICAL },
  { "win.pan-left", "a", "Pan left", LOOKING, MMS_SHORTCUT_PHYSICAL },
  { "win.pan-right", "d", "Pan right", LOOKING, MMS_SHORTCUT_PHYSICAL },
  { "win.zoom-in", "Up plus", "Zoom in", LOOKING, MMS_SHORTCUT_PLAIN },
  { "win.zoom-out", "Down minus", "Zoom out", LOOKING, MMS_SHORTCUT_PLAIN },
  { "win.pan-left", "Left", "Pan left", LOOKING, MMS_SHORTCUT_PLAIN },
  { "win.pan-right", "Right", "Pan right", LOOKING, MMS_SHORTCUT_PLAIN },
  { "win.fit", "f Home", "Show the whole trace", LOOKING, MMS_SHORTCUT_PLAIN },
  { "win.jump", "g", "Go to an event or a time", LOOKING, MMS_SHORTCUT_PLAIN },
  { "win.jump", "<Control>l", "Go to an event or a time", LOOKING, MMS_SHORTCUT_ALWAYS },
  { "win.show-findings", "F9", "Show or hide the findings", LOOKING, MMS_SHORTCUT_ALWAYS },
  { "win.show-legend", "l", "Show or hide the legend", LOOKING, MMS_SHORTCUT_PLAIN },
  { "app.dark", "t", "Dark or light", LOOKING, MMS_SHORTCUT_PLAIN },

  { "win.mark-a", "<Shift>a", "Mark A at the playhead, or take it away", MARKING,
    MMS_SHORTCUT_PLAIN },
  { "win.mark-b", "<Shift>b", "Mark B at the playhead, or take it away", MARKING,
    MMS_SHORTCUT_PLAIN },
  { "win.go-to-a", "<Control>a", "Go to mark A", MARKING, MMS_SHORTCUT_PLAIN },
  { "win.go-to-b", "<Control>b", "Go to mark B", MARKING, MMS_SHORTCUT_PLAIN },
  { "win.zoom-marks", "z", "Show what lies between the marks", MARKING, MMS_SHORTCUT_PLAIN },
  { "win.clear-marks", "<Shift>z", "Take both marks away", MARKING, MMS_SHORTCUT_PLAIN },
  { "win.toggle-pin", "p", "Pin or unpin the lane, or what is selected", MARKING,
    MMS_SHORTCUT_PLAIN },
  { "win.hide", "h", "Hide the lane, or what is selected", MARKING, MMS_SHORTCUT_PLAIN },
  { "win.show-lanes", "<Shift>h", "Show all lanes that are hidden", MARKING, MMS_SHORTCUT_PLAIN },

  { "win.operation-forward", "m", "Next memory operation", SIMULATING, MMS_SHORTCUT_PLAIN },
  { "win.operation-back", "<Shift>m", "Previous memory operation", SIMULATING,
    MMS_SHORTCUT_PLAIN },
  { "win.line-forward", "i", "Until a CPU comes to another line of the source", SIMULATING,
    MMS_SHORTCUT_PLAIN },
  { "win.line-back", "<Shift>i", "Back to where one came to its line", SIMULATING,
    MMS_SHORTCUT_PLAIN },
  { "win.switch-details", "v", "Show the source, or the events", SIMULATING, MMS_SHORTCUT_PLAIN },

  { "win.find", "slash", "Find an event, task, mm or field", FINDING, MMS_SHORTCUT_PLAIN },
  { "win.find", "<Control>f", "Find an event, task, mm or field", FINDING, MMS_SHORTCUT_ALWAYS },
  { "win.find-forward", "F3 <Control>g", "Next event found", FINDING, MMS_SHORTCUT_ALWAYS },
  { "win.find-back", "<Shift>F3 <Shift><Control>g", "The one before", FINDING,
    MMS_SHORTCUT_ALWAYS },
  { "win.filter", "o", "Show only some events", FINDING, MMS_SHORTCUT_PLAIN },
  { "win.show-all", "<Shift>o", "Show all events", FINDING, MMS_SHORTCUT_PLAIN },
  { "win.event-menu", "<Shift>F10 Menu", "Menu of the lane, the source or the event", FINDING,
    MMS_SHORTCUT_PLAIN },
  { "win.filter-findings", "<Control><Shift>f", "Show only some findings", FINDING,
    MMS_SHORTCUT_ALWAYS },
  { "win.copy", "<Control>c", "Copy the event, or the finding", FINDING, MMS_SHORTCUT_PLAIN },

  { "win.open", "<Control>o", "Open a trace", FILES, MMS_SHORTCUT_ALWAYS },
  { "win.save-picture", "<Control>s", "Save a picture", FILES, MMS_SHORTCUT_ALWAYS },
  { "win.reload", "<Control>r F5", "Read the file again", FILES, MMS_SHORTCUT_ALWAYS },
  { "win.cancel", "Escape", "Stop loading", FILES, MMS_SHORTCUT_PLAIN },
  { "win.show-help-overlay", "question", "Keys", FILES, MMS_SHORTCUT_PLAIN },
  { "win.show-help-overlay", "F1", "Keys", FILES, MMS_SHORTCUT_ALWAYS },
  { "menu.popup", "F10", "The menu", FILES, MMS_SHORTCUT_BUILT_IN },
  { "window.close", "<Control>w", "Close the window", FILES, MMS_SHORTCUT_ALWAYS },
  { "app.quit", "<Control>q", "Quit", FILES, MMS_SHORTCUT_ALWAYS },
  { NULL },
};

/* What has no key. */
static const char *const pointer_help[][2] = {
  { "Zoom at the pointer", "wheel over the lanes" },
  { "Pan", "drag the lanes; Shift and wheel; wheel sideways" },
  { "Scroll the lanes", "wheel over their names" },
  { "Move the playhead", "click a lane; drag on the ruler" },
  { "Select a CPU or an mm", "click its name; Enter on its lane" },
  { "Move or choose what is visible", "drag on the overview" },
  { "Open", "drop a file on the window" },
};

/* Where W, A, S and D are on the keyboard: evdev's codes plus 8, as X11 and Wayland have them. */
static const struct
{
  const char *key;
  guint keycode;
} places[] = {
  { "w", 17 + 8 },
  { "a", 30 + 8 },
  { "s", 31 + 8 },
  { "d", 32 + 8 },
};

const MmsShortcut *
mms_shortcuts_get (void)
{
  return shortcuts;
}

void
mms_shortcuts_install (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (const MmsShortcut *shortcut = shortcuts; shortcut->action; shortcut++)
    {
      g_auto (GStrv) keys = g_strsplit (shortcut->keys, " ", -1);

      if (shortcut->scope == MMS_SHORTCUT_ALWAYS)
        gtk_application_set_accels_for_action (application, shortcut->action,
                                               (const char *const *) keys);
    }
}

static guint
find_place (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].key, key))
      return places[i].keycode;
  return 0;
}

static gboolean
has_key (const MmsShortcut *shortcut, guint keyval, guint plain_keyval, GdkModifierType state)
{
  g_auto (GStrv) keys = g_strsplit (shortcut->keys, " ", -1);

  for (guint i = 0; keys[i]; i++)
    {
      guint wanted;
      GdkModifierType modifiers;

      if (!gtk_accelerator_parse (keys[i], &wanted, &modifiers))
        continue;
      /* The sign on the key, with Shift or without; or a sign that Shift (or another level of the
       * layout) makes, such as the question mark. */
      if (wanted == plain_keyval && modifiers == state)
        return TRUE;
      if (wanted == keyval && keyval != plain_keyval && modifiers == (state & ~GDK_SHIFT_MASK))
        return TRUE;
    }
  return FALSE;
}

const MmsShortcut *
mms_shortcuts_find (GdkDisplay *display, guint keyval, guint keycode, GdkModifierType state)
{
  guint plain_keyval = 0;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

  state &= MODIFIERS;
  if (!gdk_display_translate_key (display, keycode, 0, 0, &plain_keyval, NULL, NULL, NULL))
    plain_keyval = gdk_keyval_to_lower (keyval);

  for (const MmsShortcut *shortcut = shortcuts; shortcut->action; shortcut++)
    if (shortcut->scope == MMS_SHORTCUT_PLAIN
        && has_key (shortcut, gdk_keyval_to_lower (keyval), plain_keyval, state))
      return shortcut;

  /* After those, for on some layouts a sign of theirs is where W, A, S or D is on others. */
  for (const MmsShortcut *shortcut = shortcuts; shortcut->action; shortcut++)
    if (shortcut->scope == MMS_SHORTCUT_PHYSICAL && state == 0
        && find_place (shortcut->keys) == keycode)
      return shortcut;
  return NULL;
}

/* One entry with all keys of its action; none if an earlier one had it. */
static void
append_shortcut (GString *xml, const MmsShortcut *shortcut)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autofree char *escaped = NULL;

  for (const MmsShortcut *other = shortcuts; other->action; other++)
    {
      if (!g_str_equal (other->action, shortcut->action))
        continue;
      if (other < shortcut)
        return;
      g_string_append_printf (keys, "%s%s", keys->len > 0 ? " " : "", other->keys);
    }
  escaped = g_markup_escape_text (keys->str, keys->len);
  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsShortcut'>"
                          "<property name='title'>%s</property>"
                          "<property name='accelerator'>%s</property>"
                          "</object></child>",
                          shortcut->title, escaped);
}

/* GTK calls it otherwise, the menu calls it so. */
static void
set_title (GtkWidget *window, const char *title)
{
  GtkWidget *bar = gtk_window_get_titlebar (GTK_WINDOW (window));
  GtkWidget *stack = GTK_IS_HEADER_BAR (bar)
                         ? gtk_header_bar_get_title_widget (GTK_HEADER_BAR (bar)) : NULL;
  GtkWidget *label = GTK_IS_STACK (stack)
                         ? gtk_stack_get_child_by_name (GTK_STACK (stack), "title") : NULL;

  gtk_window_set_title (GTK_WINDOW (window), title);
  if (GTK_IS_LABEL (label))
    gtk_label_set_text (GTK_LABEL (label), title);
}

static void
begin_group (GString *xml, const char *title)
{
  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsGroup'>"
                          "<property name='spacing'>3</property>"
                          "<property name='title'>%s</property>",
                          title);
}

static void
append_group (GString *xml, const char *title)
{
  begin_group (xml, title);
  for (const MmsShortcut *shortcut = shortcuts; shortcut->action; shortcut++)
    if (g_str_equal (shortcut->group, title))
      append_shortcut (xml, shortcut);
  g_string_append (xml, "</object></child>");
}

/* What is no key. */
static void
append_entry (GString *xml, const char *title, const char *subtitle)
{
  g_autofree char *entry = g_markup_printf_escaped (
      "<child><object class='GtkShortcutsShortcut'>"
      "<property name='shortcut-type'>gesture</property>"
      "<property name='title'>%s</property>"
      "<property name='subtitle'>%s</property>"
      "</object></child>",
      title, subtitle);

  g_string_append (xml, entry);
}

static void
begin_section (GString *xml, const char *name, const char *title)
{
  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsSection'>"
                          "<property name='section-name'>%s</property>"
                          "<property name='title'>%s</property>"
                          "<property name='max-height'>24</property>",
                          name, title);
}

GtkWidget *
mms_shortcuts_create_window (void)
{
  static const char *const groups[] = { PLAYING, LOOKING, FILES };
  g_autoptr (GtkBuilder) builder = NULL;
  g_autoptr (GString) xml = g_string_new (NULL);
  GtkWidget *window;

  g_string_append (xml, "<interface><object class='GtkShortcutsWindow' id='window'>"
                        "<property name='modal'>1</property>");
  begin_section (xml, MMS_SHORTCUTS_KEYS, "Keys");
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    append_group (xml, groups[i]);
  begin_group (xml, "Pointer");
  for (guint i = 0; i < G_N_ELEMENTS (pointer_help); i++)
    append_entry (xml, pointer_help[i][0], pointer_help[i][1]);
  g_string_append (xml, "</object></child></object></child>");

  begin_section (xml, "marks", MARKING);
  append_group (xml, MARKING);
  begin_group (xml, "Pointer");
  append_entry (xml, "Mark A and B", "drag on the ruler with Shift");
  append_entry (xml, "Pin, hide or fold lanes", "right click on one");
  append_entry (xml, "Show quiet CPUs one by one", "click their name; Enter on their lane");
  g_string_append (xml, "</object></child></object></child>");

  begin_section (xml, "simulations", SIMULATING);
  append_group (xml, SIMULATING);
  begin_group (xml, "As well");
  append_entry (xml, "Step on one CPU only", "select it first: M and I stay on it");
  append_entry (xml, "Let . and , step so too", "the menu beside the step buttons");
  append_entry (xml, "See where a CPU stands", "click its place above the source");
  append_entry (xml, "See what others still see", "point at a store buffer, in a card or a lane");
  g_string_append (xml, "</object></child></object></child>");

  begin_section (xml, MMS_SHORTCUTS_FINDING, FINDING);
  append_group (xml, FINDING);
  begin_group (xml, "What can be asked for");
  for (const MmsQueryHelp *help = mms_query_get_help (); help->example; help++)
    append_entry (xml, help->example, help->meaning);
  g_string_append (xml, "</object></child></object></child></object></interface>");

  builder = gtk_builder_new_from_string (xml->str, xml->len);
  /* GTK holds windows until they are destroyed. */
  window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  set_title (window, "Keys");
  return window;
}
