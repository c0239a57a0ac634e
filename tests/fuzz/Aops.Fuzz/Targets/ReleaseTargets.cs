using System.Text;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Releases;
using Aops.Releases.Fleet;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;

namespace Aops.Fuzz.Targets;

/// <summary>Metadata of releases, which mirrors and publishers of delegated roles write.</summary>
internal static class ReleaseTargets
{
    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "tuf", Kind = InputKind.Json, Seeds = () => ReleaseCorpus.Metadata, Read = ReadMetadata,
            IsDeclared = e => e is TufRefusal,
            Words =
            [
                "root", "targets", "snapshot.json", "targets.json", "rsa", "ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256",
                "1.0", "sha512", "md5", "*", "**/*", "2031-01-01T00:00:00Z", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            ],
        },
        new()
        {
            Name = "fleet-authority", Kind = InputKind.Json, Seeds = () => ReleaseCorpus.Authorities, Read = ReadAuthority,
            IsDeclared = e => e is InvalidDataException,
            Words = ["https://a", "https://[::1]:7443", "https://[", "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n"],
        },
        new()
        {
            Name = "fleet-mirrors", Kind = InputKind.Json, Seeds = () => ReleaseCorpus.Mirrors,
            Read = input => string.Join(' ', FleetMirrors.Parse(FleetMirrors.Parse(input).ToJson()).Of("web-1")),
            IsDeclared = e => e is InvalidDataException,
            Words = ["https://a", "http://[::1]:8080/x/", "https://[", "ftp://a", "*"],
        },
        new()
        {
            Name = "manifest", Kind = InputKind.Json, Seeds = () => PackageCorpus.Manifests,
            Read = input =>
            {
                var manifest = ManifestFileReader.Parse(input);
                return $"{manifest.Files.Count} {manifest.UnpackedBytes > 0}";
            },
            IsDeclared = e => e is PackageFault,
            Words = ["../x", "a/../../b", "4755", "0755", "a/b/c", "manifest.json"],
        },
    ];

    // Every role's parser gets every input: a mirror may send one file for another. The signatures are asked for last,
    // since a publisher of a role signs what it likes.
    private static string ReadMetadata(byte[] input)
    {
        var outcomes = new StringBuilder();
        foreach (var role in (string[])[.. TufRoles.TopLevel, "vendor"])
        {
            try
            {
                var document = TufDocument.Parse(role, input);
                outcomes.Append(role).Append(' ').Append(Use(role, document)).Append(';');
            }
            catch (TufRefusal e)
            {
                outcomes.Append(e.Message.Length > 80 ? e.Message[..80] : e.Message).Append(';');
            }
        }
        return outcomes.ToString();
    }

    private static string Use(string role, TufDocument document)
    {
        TufMetadata metadata = role switch
        {
            TufRoles.Root => TufParser.Root(document),
            TufRoles.Timestamp => TufParser.Timestamp(document),
            TufRoles.Snapshot => TufParser.Snapshot(document),
            _ => TufParser.Targets(document),
        };
        TufVerifier.RequireFresh(role, metadata, DateTimeOffset.UnixEpoch);
        switch (metadata)
        {
            case TufRoot root:
                foreach (var name in TufRoles.TopLevel) TufVerifier.RequireThreshold(document, root.AuthorityOf(name));
                break;
            case TufTimestamp timestamp:
                TufVerifier.RequireContent(role, document.Canonical, timestamp.Snapshot);
                break;
            case TufTargets targets:
                UseTargets(document, targets);
                break;
        }
        return "read";
    }

    private static void UseTargets(TufDocument document, TufTargets targets)
    {
        foreach (var (name, file) in targets.Targets)
        {
            var target = ReleaseTarget.TryCreate(name, file);
            _ = (file.PathOf(name, consistentSnapshot: true), target?.Deltas.Count, FleetAuthority.GenerationOf(file));
        }
        foreach (var delegated in targets.Delegations.Roles)
        {
            _ = delegated.Names.Allows("agent/1.0/aops-agent-linux-x64.tar.zst");
            _ = PublisherRights.Read(delegated.Name, delegated.Custom);
            _ = TufRoles.FileOf(delegated.Name);
        }
        foreach (var delegated in targets.Delegations.Roles)
            TufVerifier.RequireThreshold(document, new TufAuthority(delegated.Signers, targets.Delegations.Keys));
    }

    private static string ReadAuthority(byte[] input)
    {
        var authority = FleetAuthority.Parse(input);
        var again = FleetAuthority.Parse(authority.ToJson());
        return $"{authority.Pem() is null} {authority.IsFor("a1", "web-1")} {again.Addresses.Count}";
    }
}
