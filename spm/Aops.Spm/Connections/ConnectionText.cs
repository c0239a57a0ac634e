using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Connections;

namespace Aops.Spm.Connections;

/// <summary>
/// Describes the connection of this host to its server, for status, for the server and as a fault.
/// </summary>
internal static class ConnectionText
{
    /// <summary>The report of a record.</summary>
    /// <param name="current">The connection in force; null if there is none.</param>
    public static ConnectionReport Report(ConnectionRecord record, ServerConnection? current) => new()
    {
        State = KebabName.Of(record.State),
        Server = current?.Server.GetLeftPart(UriPartial.Authority),
        Proxy = current is null ? null : WithoutPassword(current.Proxy),
        Authorities = current?.Authority is { } pem ? [.. Read(pem).Select(Sha256)] : [],
        Generation = record.Generation,
        FailedGeneration = record.Failed?.Generation,
        Wanted = Wanted(record),
        Reason = record.Trial?.Reason ?? record.Failed?.Reason,
        NextTryAt = record.Trial?.Due,
    };

    /// <summary>The fault of the record that an operator should see; null if there is none.</summary>
    public static string? Fault(ConnectionRecord record) => record switch
    {
        { State: ConnectionState.Returned, Trial: { } trial, Proven: { } proven } =>
            $"conf.yml or ca.pem asks for {Difference(trial.Candidate, proven)}, where this host was not accepted " +
            $"({trial.Reason}), while it was at {Address(proven)}, which stays in force; next try at {trial.Due:u} " +
            "or at an edit",
        { State: ConnectionState.Probation, Trial: { Reason: { } reason } trial, Proven: { } proven } =>
            $"{Difference(trial.Candidate, proven)} is on probation and not accepted yet ({reason}); both are asked " +
            $"again at {trial.Due:u}",
        { Failed: { } failed } when failed.Generation > record.Generation =>
            $"the signed authority of generation {failed.Generation} did not work here ({failed.Reason}); what was " +
            "before it stays in force until a newer one is signed",
        _ => null,
    };

    /// <summary>Warns that the trusted authority expires soon; null if it does not.</summary>
    public static string? EndOfTrust(ConnectionRecord record, DateTimeOffset now)
    {
        if (record.InForce()?.Authority is not { } pem) return null;
        var end = Read(pem).Select(certificate => certificate.NotAfter.ToUniversalTime()).DefaultIfEmpty().Max();
        return end - now.UtcDateTime > TimeSpan.FromDays(Limits.AuthorityEndWarningDays)
            ? null
            : $"the trusted authority of the server ends on {end:yyyy-MM-dd}; after that no server is trusted, unless " +
                "a signed authority or ca.pem brings another one";
    }

    private static string? Wanted(ConnectionRecord record)
    {
        if (record is { Trial: { } trial, Proven: { } proven }) return Difference(trial.Candidate, proven);
        if (record is { State: ConnectionState.Proven, Proven: { } moved, Files.Server: { } server }
            && server != moved.Server)
        {
            return $"{server.GetLeftPart(UriPartial.Authority)} (conf.yml, from before generation {record.Generation})";
        }
        return null;
    }

    private static string Difference(ServerConnection candidate, ServerConnection proven)
    {
        var parts = new List<string> { Address(candidate) };
        if (candidate.Proxy != proven.Proxy) parts.Add($"proxy {WithoutPassword(candidate.Proxy)}");
        if (candidate.Authority != proven.Authority)
        {
            parts.Add(candidate.Authority is { } pem
                ? $"authority {string.Join(" and ", Read(pem).Select(c => Sha256(c)[..16]))}"
                : "the system's authorities");
        }
        return string.Join(" with ", parts);
    }

    private static string Address(ServerConnection connection) =>
        connection.Server.GetLeftPart(UriPartial.Authority);

    private static string WithoutPassword(string proxy) =>
        Uri.TryCreate(proxy, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? $"{address.Scheme}://…@{address.Authority}"
            : proxy;

    private static string Sha256(X509Certificate2 certificate) =>
        certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    private static X509Certificate2Collection Read(string pem)
    {
        try
        {
            return PinnedHttp.ParseAuthority(pem, "the authority");
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
