using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Repository;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>withdraw</c>: a version leaves the metadata, so that no host takes it from now on.</summary>
internal static class WithdrawCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var version = new Option<string>("--version") { Description = "The version.", Required = true };
        var subAgent = new Option<string?>("--subagent")
            { Description = "A sub-agent's version [default: the suite's].", HelpName = "NAME" };
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("withdraw", "Takes a version out of the metadata; hosts that run it go on.")
        {
            repository, version, subAgent, keys, passphrase, expires,
        };
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            var store = parsed.Open(repository);
            var targets = store.ReadSigned(TufRoles.Targets);
            var gone = ListedTargets.Find(targets, parsed.GetValue(subAgent), parsed.GetRequiredValue(version));
            foreach (var (target, _) in gone)
            {
                targets["targets"]!.AsObject().Remove(target);
                WithdrawnTargets.Add(targets, target);
            }
            store.SaveTargets(targets, ring, parsed.ReadExpiry(expires));
            foreach (var (target, _) in gone) parsed.Output().WriteLine($"withdrawn: {target}");
            parsed.Output().WriteLine($"signed targets version {ReleaseRepository.Version(targets)}; publish it");
            return ExitCodes.Ok;
        });
        return command;
    }
}
