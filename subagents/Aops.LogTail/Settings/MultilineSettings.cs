using System.Text.RegularExpressions;

namespace Aops.LogTail.Settings;

/// <summary>How lines are put together to one record, such as a stack trace.</summary>
/// <param name="FirstLine">Matches the first line of a record; in time linear to the line.</param>
/// <param name="Flush">Silence after which a record counts as whole.</param>
/// <param name="BytesMax">Longest record; a longer one is sent in parts.</param>
internal sealed record MultilineSettings(Regex FirstLine, TimeSpan Flush, int BytesMax);
