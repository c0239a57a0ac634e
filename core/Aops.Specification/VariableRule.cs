using System.Text;
using Aops.Contracts;

namespace Aops.Specification;

/// <summary>
/// The rules for variables of a sub-agent's environment: what is a valid name, which names a server never sets, and
/// which ones even a signed specification does not set. Hosts, the server and the publisher's tool apply the same
/// rules. Names are compared without regard to case, since some programs look up both cases.
/// </summary>
/// <remarks>
/// A variable is reserved if it can make a loader, a C library, a shell, a language's runtime or a well-known tool
/// execute or read something outside of the package: those that glibc drops for set-user-ID programs
/// (sysdeps/generic/unsecvars.h), those that sudo drops (sudoers(5), "Command environment"), and their like in
/// newer runtimes. Proxy variables execute nothing and can be declared settable.
/// </remarks>
public static class VariableRule
{
    /// <summary>The rule for names in words, for error messages.</summary>
    public const string NameRule = "a letter or _, then letters, digits and _, at most 128 in all";

    private const string Suite = "AOPS_";
    private const string Loader = "LD_";

    private static readonly string[] ReservedPrefixes =
    [
        Suite, Loader, "_RLD", "NOTIFY_", "LISTEN_", "WATCHDOG_", "SYSTEMD_",
        "MALLOC_", "GLIBC_", "RESOLV_",
        "BASH", "PERL", "PYTHON", "RUBY", "GEM_", "BUNDLE_", "NODE_", "NPM_", "JAVA_", "_JAVA_", "JDK_",
        "DOTNET_", "COMPLUS_", "CORECLR_", "COR_", "MONO_", "PHP_", "LUA_", "ERL_", "GUILE_", "CARGO_",
        "GIT_", "SSH_", "SUDO_", "OPENSSL_", "SSL_CERT_", "XDG_", "DBUS_", "GTK_", "GIO_", "QT_",
    ];

    private static readonly string[] ReservedSuffixes = ["_PRELOAD", "EDITOR", "PAGER", "BROWSER", "ASKPASS"];

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "TMPDIR", "TMP", "TEMP", "TEMPDIR", "TMPPREFIX",
        "ENV", "SHELLOPTS", "IFS", "PS1", "PS2", "PS3", "PS4", "CDPATH", "FPATH", "GLOBIGNORE", "PROMPT_COMMAND",
        "NULLCMD", "READNULLCMD", "ZDOTDIR", "VISUAL", "CLASSPATH", "TCLLIBPATH", "PHPRC", "GODEBUG", "LESS",
        "LESSOPEN", "LESSCLOSE", "TERMINFO", "TERMINFO_DIRS", "TERMPATH", "TERMCAP",
        "GCONV_PATH", "GETCONF_DIR", "HOSTALIASES", "LOCALDOMAIN", "LOCPATH", "NIS_PATH", "NLSPATH", "PATH_LOCALE",
        "RES_OPTIONS", "TZDIR", "INVOCATION_ID", "JOURNAL_STREAM", "MAINPID", "CREDENTIALS_DIRECTORY",
    };

    /// <summary>Whether a text is a valid variable name: <see cref="NameRule"/>.</summary>
    /// <param name="name">The text; null is invalid.</param>
    public static bool IsName(string? name)
    {
        if (name is not { Length: > 0 and <= Limits.VariableNameCharsMax }) return false;
        if (char.IsAsciiDigit(name[0])) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        }
        return true;
    }

    /// <summary>Whether a server never sets a variable and a signer cannot declare it settable.</summary>
    public static bool IsReserved(string name) =>
        Reserved.Contains(name)
        || Array.Exists(ReservedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(ReservedSuffixes, suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a server may not set a variable, whatever a specification declares; null if it may.</summary>
    /// <param name="value">The value; empty to remove the variable.</param>
    public static string? FaultFromServer(string? name, string? value)
    {
        if (!IsName(name)) return $"is no name of a variable ({NameRule})";
        if (IsReserved(name!)) return "is reserved: no server sets it";
        if (ValueFault(value) is { } fault) return fault;
        // Old shells import a value that begins like this as a function, whatever the variable's name.
        return value!.StartsWith("()", StringComparison.Ordinal) ? "has a value that shells take for a function" : null;
    }

    /// <summary>Why a signed specification may not set a variable; null if it may.</summary>
    /// <param name="hasAccount">Whether the specification names a user or a group.</param>
    public static string? FaultInSpec(string? name, string? value, bool hasAccount)
    {
        if (!IsName(name)) return $"is no name of a variable ({NameRule})";
        if (name!.StartsWith(Suite, StringComparison.OrdinalIgnoreCase)) return "is the suite's own";
        if (hasAccount && name.StartsWith(Loader, StringComparison.OrdinalIgnoreCase))
            return "tells the loader what to run, which a specification with a user may not";
        return ValueFault(value);
    }

    /// <summary>Why a text cannot be an argument; null if it can.</summary>
    public static string? ArgumentFault(string? argument) => ValueFault(argument);

    /// <summary>Why a text does not reach a program as it is; null if it does.</summary>
    public static string? TextFault(string text)
    {
        if (text.Contains('\0')) return "holds a NUL character";
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i)) return "holds a lone surrogate, which is no character";
            i++;
        }
        return null;
    }

    /// <summary>Size of an environment in the form in which a process receives it, in bytes.</summary>
    public static int BytesOf(IReadOnlyDictionary<string, string> variables) =>
        variables.Sum(v => Encoding.UTF8.GetByteCount(v.Key) + Encoding.UTF8.GetByteCount(v.Value) + 2);

    private static string? ValueFault(string? value) => value switch
    {
        null => "has no value",
        { Length: > Limits.VariableValueCharsMax } => $"has more than {Limits.VariableValueCharsMax} characters",
        _ => TextFault(value),
    };
}
