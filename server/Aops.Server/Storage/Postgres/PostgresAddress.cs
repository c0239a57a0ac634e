using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Aops.Server.Storage.Postgres;

/// <summary>
/// Where a PostgreSQL is, and who asks. A URL is that of libpq
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS), with those of its parameters that
/// <see cref="Parameters"/> lists.
/// </summary>
internal sealed partial record PostgresAddress : DatabaseAddress
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    // Of libpq -> of Npgsql.
    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["host"] = "Host", ["port"] = "Port", ["user"] = "Username", ["password"] = "Password", ["dbname"] = "Database",
        ["passfile"] = "Passfile", ["sslmode"] = "SSL Mode", ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate", ["sslkey"] = "SSL Key", ["options"] = "Options",
    };

    private PostgresAddress(NpgsqlConnectionStringBuilder settings)
    {
        ConnectionString = settings.ConnectionString;
        // A folder of sockets is a host as well.
        var host = settings.Host!.StartsWith('/') ? Uri.EscapeDataString(settings.Host)
            : settings.Host.Contains(':') ? $"[{settings.Host}]"
            : settings.Host;
        var user = settings.Username is { Length: > 0 } name ? Uri.EscapeDataString(name) + "@" : "";
        Name = string.Create(CultureInfo.InvariantCulture,
            $"postgres://{user}{host}:{settings.Port}/{Uri.EscapeDataString(settings.Database!)}");
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The same in Npgsql's words, with the password.</summary>
    public string ConnectionString { get; }

    /// <inheritdoc/>
    public override Dialect Open(TimeSpan? lockWait) => new PostgresDialect(this, lockWait);

    /// <summary>Without the password, wherever it is shown.</summary>
    public override string ToString() => Name;

    /// <summary>Whether a text is to be a URL.</summary>
    public static bool IsUrl(string text) =>
        Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a text is to be keys and values.</summary>
    public static bool IsKeyed(string text) =>
        text[0..Math.Max(0, text.IndexOf('='))].Trim() is { Length: > 0 } key && !key.Contains('/');

    /// <summary>Reads <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE</c>.</summary>
    public static PostgresAddress? OfUrl(string text, out string fault)
    {
        // Not by the URL type, which takes no folder of sockets for a host.
        var match = Url().Match(text);
        if (!match.Success)
        {
            fault = "it is no URL of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE; characters such as / and @ in a " +
                "password are written as %2F and %40";
            return null;
        }
        var settings = new NpgsqlConnectionStringBuilder();
        foreach (var key in new[] { "user", "password", "host", "port", "dbname" })
        {
            var part = match.Groups[key];
            if (part.Length > 0 && !TrySet(settings, key, part.Value, out fault)) return null;
        }
        foreach (var pair in match.Groups["query"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (!TrySet(settings, equals < 0 ? pair : pair[..equals], pair[(equals + 1)..], out fault)) return null;
        }
        return Check(settings, out fault);
    }

    /// <summary>Reads <c>Host=…;Username=…;Database=…</c>.</summary>
    public static PostgresAddress? OfKeys(string text, out string fault)
    {
        try
        {
            return Check(new NpgsqlConnectionStringBuilder(text), out fault);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // Its words may repeat a value.
            fault = "it is not understood as keys and values: Host=HOST;Username=USER;Database=DATABASE";
            return null;
        }
    }

    [GeneratedRegex(
        "^[a-z]+://((?<user>[^:@/?]*)(:(?<password>[^@/?]*))?@)?(?<host>\\[[0-9A-Fa-f:.]+\\]|[^:@/?\\[\\]]*)" +
        "(:(?<port>[0-9]+))?(/(?<dbname>[^/?]*))?(\\?(?<query>.*))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    private static bool TrySet(NpgsqlConnectionStringBuilder settings, string key, string value, out string fault)
    {
        fault = "";
        if (!Parameters.TryGetValue(key, out var name))
        {
            fault = $"the parameter {key} is none of {string.Join(", ", Parameters.Keys)}; Npgsql's form of the address takes " +
                "all that Npgsql has";
            return false;
        }
        value = Uri.UnescapeDataString(value);
        if (key == "host") value = value.Trim('[', ']');
        try
        {
            // verify-full of libpq is VerifyFull of Npgsql.
            settings[name] = key == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException
            or OverflowException)
        {
            // Its words may repeat the value.
            fault = $"the parameter {key} cannot have that value";
        }
        return fault.Length == 0;
    }

    private static PostgresAddress? Check(NpgsqlConnectionStringBuilder settings, out string fault)
    {
        if (string.IsNullOrEmpty(settings.Host)) settings.Host = "localhost";
        fault = string.IsNullOrEmpty(settings.Database) ? "it names no database" : "";
        return fault.Length == 0 ? new PostgresAddress(settings) : null;
    }
}
