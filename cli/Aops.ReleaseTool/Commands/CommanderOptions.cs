using System.CommandLine;
using Aops.Contracts;
using Aops.Releases.Keys;
using Aops.Releases.Runbooks;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>delegate --commands</c> and <c>revoke --commands</c>: whose signatures make hosts run a command
/// (<c>sign-command</c>), on which of them, and as which users.
/// </summary>
internal static class CommanderOptions
{
    public static Option<FileInfo[]> Commands() => new("--commands")
    {
        Description = "In place of a publisher: a public key, PEM, whose signature makes hosts run a command; may be given again.",
        HelpName = "FILE",
    };

    public static Option<string[]> Hosts() => new("--host")
    {
        Description = "With --commands: a host that the keys may command, by name with * and ? [default: every host].",
        HelpName = "PATTERN",
    };

    public static Option<string[]> Revoked() => new("--commands")
    {
        Description = "In place of a publisher: id of a key that signs commands, or its first digits; may be given again.",
        HelpName = "ID",
    };

    /// <summary>Signs that some keys sign commands.</summary>
    /// <param name="threshold">How many of all keys must sign from now on; null to leave it.</param>
    public static int Delegate(
        ParseResult parsed, ReleaseRepository repository, KeyRing keys, Expiry expiry, FileInfo[] files,
        string[] hosts, string[] users, int? threshold) =>
        Change(parsed, repository, keys, expiry, commanders =>
        {
            foreach (var file in files)
            {
                commanders.Set(
                    PublicKey.Load(file.FullName, Passphrase.None), Path.GetFileNameWithoutExtension(file.Name),
                    hosts.Length > 0 ? hosts : null, users.Length > 0 ? users : null);
            }
            commanders.SetThreshold(threshold);
        });

    /// <summary>Signs that some keys sign commands no more.</summary>
    public static int Revoke(
        ParseResult parsed, ReleaseRepository repository, KeyRing keys, Expiry expiry, string[] ids) =>
        Change(parsed, repository, keys, expiry, commanders =>
        {
            foreach (var id in ids) commanders.Remove(id);
        });

    private static int Change(
        ParseResult parsed, ReleaseRepository repository, KeyRing keys, Expiry expiry, Action<CommanderKeys> change)
    {
        using (keys)
        {
            var targets = repository.ReadSigned(TufRoles.Targets);
            var commanders = new CommanderKeys(new OperatorTargets(repository, targets));
            change(commanders);
            var signed = commanders.Save();
            repository.SaveTargets(targets, keys, expiry);
            Print(parsed.Output(), signed, ReleaseRepository.Version(targets));
            return ExitCodes.Ok;
        }
    }

    private static void Print(TextWriter output, Commanders commanders, int version)
    {
        output.WriteLine(commanders.Keys.Count == 0
            ? $"{Commanders.TargetName} of generation {commanders.Generation}: no key; hosts take no signed command"
            : $"{Commanders.TargetName} of generation {commanders.Generation}: {commanders.Threshold} of these must sign a command:");
        foreach (var (id, key) in commanders.Keys)
        {
            output.WriteLine($"  {id} ({key.Name})");
            output.WriteLine($"    on {(key.Hosts is null ? "every host" : string.Join(", ", key.Hosts))}, " +
                $"as {(key.Users is null ? "any user, root included" : string.Join(", ", key.Users))}");
        }
        output.WriteLine($"signed targets version {version}; publish it");
    }
}
