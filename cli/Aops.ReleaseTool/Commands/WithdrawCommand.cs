using System.CommandLine;
using Aops.Contracts;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>withdraw</c>: removes a version from the metadata, so that hosts no longer accept it. A publisher's
/// version is withdrawn by the publisher with its own keys, or by the operator without them.
/// </summary>
internal static class WithdrawCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var version = new Option<string>("--version") { Description = "The version.", Required = true };
        var subAgent = new Option<string?>("--subagent")
            { Description = "A sub-agent's version [default: the suite's].", HelpName = "NAME" };
        var publisher = new Option<string?>("--publisher")
        {
            Description = "A version that this publisher signed, by its keys or by the operator's; the publisher stays.",
            HelpName = "NAME",
        };
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("withdraw", "Takes a version out of the metadata; hosts that run it go on.")
        {
            repository, version, subAgent, publisher, keys, passphrase, expires,
        };
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            var store = parsed.Open(repository);
            var role = parsed.GetValue(publisher);
            if (role is not null && parsed.GetValue(subAgent) is null)
                throw new ToolException(ExitCodes.Usage, "--publisher needs --subagent: publishers sign nothing else");
            var names = ListedTargets.Find(
                    store.ReadSigned(role ?? TufRoles.Targets), parsed.GetValue(subAgent),
                    parsed.GetRequiredValue(version))
                .Select(target => target.Key).ToList();
            var signed = role is null
                ? Withdraw(store, names, ring, parsed.ReadExpiry(expires))
                : WithdrawOf(role, store, names, ring, parsed.ReadExpiry(expires));
            foreach (var name in names) parsed.Output().WriteLine($"withdrawn: {name}");
            parsed.Output().WriteLine(signed);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Withdraw(
        ReleaseRepository store, IReadOnlyList<string> names, KeyRing keys, Expiry expiry)
    {
        var targets = store.ReadSigned(TufRoles.Targets);
        foreach (var name in names)
        {
            targets["targets"]!.AsObject().Remove(name);
            WithdrawnTargets.Add(targets, name);
        }
        store.SaveTargets(targets, keys, expiry);
        return $"signed targets version {ReleaseRepository.Version(targets)}; publish it";
    }

    private static string WithdrawOf(
        string publisher, ReleaseRepository store, IReadOnlyList<string> names, KeyRing keys, Expiry expiry)
    {
        var targets = store.ReadSigned(TufRoles.Targets);
        var authority = Authority.Read(new Publishers(targets).Find(publisher));
        if (authority.IsMetBy([.. authority.KeyIds.Where(id => keys.Find(id) is not null)]))
        {
            var theirs = store.ReadSigned(publisher);
            foreach (var name in names)
            {
                theirs["targets"]!.AsObject().Remove(name);
                WithdrawnTargets.Add(theirs, name);
            }
            return store.SavePublisher(publisher, theirs, authority, keys, expiry)
                ? $"signed {publisher} metadata, snapshot and timestamp; publish them"
                : $"signed {publisher} metadata; the operator's refresh lets hosts see it";
        }
        foreach (var name in names) WithdrawnTargets.Shadow(targets, name);
        store.SaveTargets(targets, keys, expiry);
        return $"signed targets version {ReleaseRepository.Version(targets)}, which stands before {publisher}; publish it";
    }
}
