using System.Text;
using Aops.Systemd.Transient;

namespace Aops.Systemd.Client;

/// <summary>
/// Refuses arguments that a message, match rule or command line cannot contain, before anything is sent: no name
/// reaches systemd as a pattern, an option or a part of a rule.
/// </summary>
internal static class Arguments
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A name of a unit.</summary>
    /// <param name="unit">The name.</param>
    /// <exception cref="SystemdException">It is none.</exception>
    public static string Unit(string unit) =>
        UnitNames.IsValid(unit) ? unit : throw Refuse($"'{unit}' is no name of a unit");

    /// <summary>A path of a file.</summary>
    /// <exception cref="SystemdException">It is none, or not absolute.</exception>
    public static string File(string path)
    {
        if (!path.StartsWith('/')) throw Refuse($"'{path}' is no absolute path");
        Text(path, "a path");
        return path;
    }

    /// <summary>A description of a unit.</summary>
    /// <exception cref="SystemdException">A part of it cannot be sent.</exception>
    public static void Check(TransientUnit unit)
    {
        Unit(unit.Name);
        foreach (var (name, value) in unit.Properties)
        {
            if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit)) throw Refuse($"'{name}' is no name of a property");
            switch (value)
            {
                case UnitProperty.Text text:
                    Text(text.Value, name);
                    break;
                case UnitProperty.Words words:
                    foreach (var word in words.Values) Text(word, name);
                    break;
                case UnitProperty.Command command:
                    Text(command.Program, name);
                    foreach (var word in command.Arguments) Text(word, name);
                    break;
            }
        }
    }

    private static void Text(string text, string name)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) throw Refuse($"{name} has a NUL character");
        try
        {
            Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            throw Refuse($"{name} is no Unicode text");
        }
    }

    private static SystemdException Refuse(string reason) =>
        SystemdException.Refused("systemd was not asked", SystemdErrors.InvalidArguments, reason);
}
