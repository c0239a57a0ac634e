using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.ReleaseTool.Repository;
using Aops.Releases.Packages;
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
            using var ring = parsed.LoadKeys(keys, passphrase);
            var store = parsed.Open(repository);
            var targets = store.ReadSigned(TufRoles.Targets);
            var gone = Withdraw(targets,
                parsed.GetValue(subAgent) is { } name
                    ? (PackageKind.SubAgent.Text(), name)
                    : (PackageKind.Agent.Text(), PackageKinds.AgentName),
                parsed.GetRequiredValue(version));
            store.SaveTargets(targets, ring, parsed.ReadExpiry(expires));
            foreach (var target in gone) parsed.Output().WriteLine($"withdrawn: {target}");
            parsed.Output().WriteLine($"signed targets version {ReleaseRepository.Version(targets)}; publish it");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static List<string> Withdraw(JsonObject targets, (string Kind, string Name) what, string version)
    {
        var listed = targets["targets"]!.AsObject();
        var gone = listed
            .Where(target => (string?)target.Value!["custom"]?["kind"] == what.Kind
                && (string?)target.Value["custom"]?["name"] == what.Name
                && (string?)target.Value["custom"]?["version"] == version)
            .Select(target => target.Key).ToList();
        if (gone.Count == 0)
            throw new ToolFault(ExitCodes.NoInput, $"the repository has no {what.Name} {version}; nothing was changed");
        foreach (var target in gone)
        {
            listed.Remove(target);
            WithdrawnTargets.Add(targets, target);
        }
        return gone;
    }
}
