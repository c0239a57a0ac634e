using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Native.Crypto;
using Aops.Releases.Fleet;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>authority</c>: signs which authorities and which addresses of the server hosts take from now on. The operator's
/// own targets role signs it, and no publisher can.
/// </summary>
internal static class AuthorityCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var authorities = new Option<FileInfo[]>("--ca")
        {
            Description = "Authorities to trust: files in PEM; all of them, also the one that is trusted now.",
            HelpName = "FILE",
        };
        var servers = new Option<string[]>("--server")
        {
            Description = "An address of the server; again for others, the first that accepts a host is taken.",
            HelpName = "URL",
        };
        var hosts = new Option<string[]>("--host")
        {
            Description = "Only for this host: its name or identity, with * and ? [default: every host].",
            HelpName = "NAME",
        };
        var validFrom = new Option<string?>("--valid-from")
            { Description = "From when it holds, for instance 2030-01-31T00:00:00Z [default: at once].", HelpName = "TIME" };
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("authority", "Signs which authorities and addresses of the server hosts take.")
        {
            repository, authorities, servers, hosts, validFrom, keys, passphrase, expires,
        };
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            var store = parsed.Open(repository);
            var targets = store.ReadSigned(TufRoles.Targets);
            var authority = new FleetAuthority
            {
                Generation = NewestOf(targets) + 1,
                Authorities = [.. (parsed.GetValue(authorities) ?? []).SelectMany(ReadAuthorities)],
                Addresses = parsed.GetValue(servers) ?? [],
                Hosts = parsed.GetValue(hosts) is { Length: > 0 } named ? named : null,
                ValidFrom = ReadTime(parsed.GetValue(validFrom)),
            };
            var content = authority.ToJson();
            RequireAcceptable(content);
            new OperatorTargets(store, targets).Set(
                FleetAuthority.TargetName, content, FleetAuthority.Kind, FleetAuthority.Kind,
                authority.Generation.ToString(CultureInfo.InvariantCulture));
            store.SaveTargets(targets, ring, parsed.ReadExpiry(expires));
            Print(parsed.Output(), authority, ReleaseRepository.Version(targets));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static long NewestOf(JsonObject targets) =>
        long.TryParse((string?)targets["targets"]?[FleetAuthority.TargetName]?["custom"]?["version"],
            NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : 0;

    private static IEnumerable<string> ReadAuthorities(FileInfo file)
    {
        if (!file.Exists) throw new ToolException(ExitCodes.NoInput, $"--ca: {file} is not there");
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file.FullName);
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            throw new ToolException(ExitCodes.BadData, $"--ca: {file} is not a certificate in PEM", e);
        }
        return certificates.Count > 0
            ? certificates.Select(certificate => certificate.ExportCertificatePem() + "\n")
            : throw new ToolException(ExitCodes.BadData, $"--ca {file} holds no certificate in PEM");
    }

    private static DateTimeOffset? ReadTime(string? text)
    {
        if (text is null) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new ToolException(ExitCodes.Usage, $"--valid-from '{text}' is no time, such as 2030-01-31T00:00:00Z");
    }

    // What a host would refuse is never signed.
    private static void RequireAcceptable(byte[] content)
    {
        try
        {
            if (content.Length > Limits.FleetAuthorityBytesMax)
                throw new InvalidDataException($"it has more than {Limits.FleetAuthorityBytesMax} bytes");
            FleetAuthority.Parse(content);
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.Usage, $"hosts would refuse this: {e.Message}; nothing was signed", e);
        }
    }

    private static void Print(TextWriter output, FleetAuthority authority, int version)
    {
        output.WriteLine($"{FleetAuthority.TargetName} of generation {authority.Generation}:");
        foreach (var pem in authority.Authorities)
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            output.WriteLine($"  authority {certificate.Subject}, until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, " +
                $"SHA-256 {certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
        }
        foreach (var address in authority.Addresses) output.WriteLine($"  address {address}");
        output.WriteLine(authority.Hosts is null ? "  for every host" : $"  for {string.Join(", ", authority.Hosts)}");
        if (authority.ValidFrom is { } from) output.WriteLine($"  from {from:u}");
        output.WriteLine($"signed targets version {version}; publish it");
    }
}
