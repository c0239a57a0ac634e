using System.Text;
using Aops.Contracts;

namespace Aops.Systemd.Client;

/// <summary>Names of the suite's units.</summary>
public static class UnitNames
{
    /// <summary>The slice that contains all processes of the suite.</summary>
    public const string Slice = "aops.slice";

    private const string SubAgentPrefix = "aops-agent-";
    private const string RunPrefix = "aops-run-";
    private const string ServiceSuffix = ".service";

    private const int LengthMax = 255;

    // systemd.unit(5), "Description".
    private static readonly string[] Suffixes =
    [
        ServiceSuffix, ".slice", ".socket", ".timer", ".target", ".path", ".mount", ".automount", ".swap", ".scope",
        ".device",
    ];

    /// <summary>The files that an installation brings.</summary>
    public static IReadOnlyList<string> Files { get; } = [Of(Role.Spm), Of(Role.Spa), Slice];

    /// <summary><c>aops-spm.service</c> or <c>aops-spa.service</c>.</summary>
    public static string Of(Role role) => role.ProgramName() + ServiceSuffix;

    /// <summary>
    /// <c>aops-agent-NAME.service</c>. Of the characters of a name (<see cref="Names.Rule"/>) only the plus sign is
    /// invalid in a unit name; it is escaped as <c>\x2b</c> (systemd.unit(5), "String escaping"), so that two names
    /// never share a unit.
    /// </summary>
    /// <param name="name">Name of a sub-agent.</param>
    public static string OfSubAgent(string name) => SubAgentPrefix + Escape(name) + ServiceSuffix;

    /// <summary><c>aops-run-ID.service</c>, escaped likewise.</summary>
    /// <param name="id">Id of a run.</param>
    public static string OfRun(string id) => RunPrefix + Escape(id) + ServiceSuffix;

    /// <summary>
    /// Whether a text is the whole name of a unit (systemd.unit(5)): letters, digits and <c>:-_.\@</c>, at most 255, with
    /// the suffix of its kind.
    /// </summary>
    /// <param name="unit">The text.</param>
    public static bool IsValid(string unit) =>
        unit.Length is > 0 and <= LengthMax
        && unit[0] != '-'
        && unit.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '\\' or '@')
        && Suffixes.Any(suffix => unit.Length > suffix.Length && unit.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>Whether a unit is a service.</summary>
    /// <param name="unit">Name of the unit.</param>
    public static bool IsService(string unit) => unit.EndsWith(ServiceSuffix, StringComparison.Ordinal);

    private static string Escape(string name) => name.Replace("+", @"\x2b", StringComparison.Ordinal);

    /// <summary>
    /// Path of a unit's object on the bus: what is no letter or digit, and a digit in front, becomes its code
    /// (sd_bus_path_encode(3)).
    /// </summary>
    /// <param name="unit">Name of the unit.</param>
    public static string PathOf(string unit)
    {
        var path = new StringBuilder("/org/freedesktop/systemd1/unit/");
        var first = path.Length;
        foreach (var code in Encoding.UTF8.GetBytes(unit))
        {
            var isPlain = char.IsAsciiLetter((char)code) || (char.IsAsciiDigit((char)code) && path.Length > first);
            if (isPlain) path.Append((char)code);
            else path.Append('_').Append(Convert.ToHexStringLower([code]));
        }
        return path.ToString();
    }
}
