using System.CommandLine;
using Aops.Contracts;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>delegate</c> and <c>revoke</c>: which publishers may sign sub-agents, and which names.</summary>
internal static class PublisherCommands
{
    public static Command CreateDelegate()
    {
        var repository = SharedOptions.Repository();
        var publisher = Publisher();
        var publisherKeys = new Option<FileInfo[]>("--publisher-key")
        {
            Description = "The publisher's public key, PEM; may be given again.",
            HelpName = "FILE",
            Required = true,
        };
        var threshold = new Option<int>("--threshold")
        {
            Description = "How many of the publisher's keys must sign.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var subAgents = new Option<string[]>("--subagent")
        {
            Description = "A sub-agent that the publisher may sign; may be given again.",
            HelpName = "NAME",
            Required = true,
        };
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("delegate", "Lets a publisher sign sub-agents; again, to change keys, names or rights.")
        {
            repository, publisher, publisherKeys, threshold, subAgents, keys, passphrase, expires,
        };
        var rights = new RightsOptions();
        rights.AddTo(command);
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            var name = Name(parsed, publisher);
            var names = parsed.GetRequiredValue(subAgents);
            if (names.FirstOrDefault(n => !Names.IsValid(n)) is { } bad)
                throw new ToolException(ExitCodes.Usage, $"--subagent '{bad}' is not a name ({Names.Rule})");
            PublicKey[] theirs =
            [
                .. parsed.GetRequiredValue(publisherKeys)
                    .Select(file => PublicKey.Load(file.FullName, Passphrase.None)),
            ];
            var given = rights.Read(parsed);
            parsed.Output().WriteLine($"sub-agents of {name}: {RightsOptions.Describe(given)}");
            return Change(
                parsed, parsed.Open(repository), parsed.LoadKeys(keys, passphrase), parsed.ReadExpiry(expires),
                publishers => publishers.Set(name, theirs, parsed.GetValue(threshold),
                    [.. names.Select(n => $"subagents/{n}/*/*")], given));
        });
        return command;
    }

    public static Command CreateRevoke()
    {
        var repository = SharedOptions.Repository();
        var publisher = Publisher();
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("revoke", "Takes every sub-agent back from a publisher.")
        {
            repository, publisher, keys, passphrase, expires,
        };
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            return Change(
                parsed, parsed.Open(repository), parsed.LoadKeys(keys, passphrase), parsed.ReadExpiry(expires),
                publishers => publishers.Remove(Name(parsed, publisher)));
        });
        return command;
    }

    private static int Change(
        ParseResult parsed, ReleaseRepository repository, KeyRing keys, Expiry expiry, Action<Publishers> change)
    {
        using (keys)
        {
            var targets = repository.ReadSigned(TufRoles.Targets);
            change(new Publishers(targets));
            repository.SaveTargets(targets, keys, expiry);
            parsed.Output().WriteLine($"signed targets version {ReleaseRepository.Version(targets)}; publish it");
            return ExitCodes.Ok;
        }
    }

    private static Option<string> Publisher() => new("--publisher")
        { Description = "Name of the publisher.", HelpName = "NAME", Required = true };

    private static string Name(ParseResult parsed, Option<string> publisher)
    {
        var name = parsed.GetRequiredValue(publisher);
        return Publishers.FaultOf(name) is { } fault ? throw new ToolException(ExitCodes.Usage, $"--publisher {fault}") : name;
    }
}
