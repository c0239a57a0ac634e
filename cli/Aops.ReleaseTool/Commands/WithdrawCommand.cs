using System.CommandLine;
using Aops.Contracts;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Publishing;
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
        var server = new ServerOptions();
        server.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
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
            var order = await FindOrderAsync(
                server, parsed, parsed.GetValue(subAgent), parsed.GetRequiredValue(version), cancellationToken);
            var signed = role is null
                ? Withdraw(store, names, ring, parsed.ReadExpiry(expires))
                : WithdrawOf(role, store, names, ring, parsed.ReadExpiry(expires));
            foreach (var name in names) await parsed.Output().WriteLineAsync($"withdrawn: {name}");
            await parsed.Output().WriteLineAsync(signed);
            parsed.Report().Changed = true;
            if (order is not null) parsed.Note(order);
            return ExitCodes.Ok;
        });
        return command;
    }

    // What is withdrawn and still ordered keeps hosts from enrolling, which install what is ordered.
    private static async Task<string?> FindOrderAsync(
        ServerOptions server, ParseResult parsed, string? subAgent, string version, CancellationToken cancellationToken)
    {
        var what = subAgent is null ? "the suite" : $"sub-agent {subAgent}";
        if (parsed.GetValue(server.Server) is null)
        {
            return $"a server that still orders {what} {version} goes on to do so, and hosts cannot install it: "
                + "order another version before you publish (--server lets withdraw look)";
        }
        using var client = server.Connect(parsed);
        return await new OrderedVersion(client).FindAsync(subAgent, cancellationToken) == version
            ? $"the fleet is ordered to run {what} {version}, which no host can install once this is published: "
                + "order another version first, by 'aops-release promote'"
            : null;
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
