using System.CommandLine;
using Aops.Contracts;
using Aops.Releases.Keys;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>delegate</c> and <c>revoke</c>: which publishers may sign sub-agents, and which names; and, by
/// <see cref="CommanderOptions"/>, whose signatures make hosts run commands.
/// </summary>
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
        };
        var threshold = new Option<int>("--threshold")
        {
            Description = "How many of the publisher's keys, or of all keys that sign commands, must sign.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var subAgents = new Option<string[]>("--subagent")
        {
            Description = "A sub-agent that the publisher may sign; may be given again.",
            HelpName = "NAME",
        };
        var commanders = CommanderOptions.Commands();
        var hosts = CommanderOptions.Hosts();
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("delegate",
            "Lets a publisher sign sub-agents, or a key sign commands; again, to change keys, names or rights.")
        {
            repository, publisher, publisherKeys, threshold, subAgents, commanders, hosts, keys, passphrase, expires,
        };
        var rights = new RightsOptions();
        rights.AddTo(command);
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            if (parsed.GetValue(commanders) is { Length: > 0 } files)
            {
                RequireAbsent(parsed, [publisher, publisherKeys, subAgents, .. rights.OfPublishers]);
                return CommanderOptions.Delegate(
                    parsed, parsed.Open(repository), parsed.LoadKeys(keys, passphrase), parsed.ReadExpiry(expires),
                    files, parsed.GetValue(hosts) ?? [], rights.ReadUsers(parsed),
                    parsed.GetResult(threshold) is { Implicit: false } ? parsed.GetValue(threshold) : null);
            }
            RequireAbsent(parsed, [hosts]);
            var name = Name(parsed, publisher);
            var names = RequireSome(parsed, subAgents);
            if (names.FirstOrDefault(n => !Names.IsValid(n)) is { } bad)
                throw new ToolException(ExitCodes.Usage, $"--subagent '{bad}' is not a name ({Names.Rule})");
            PublicKey[] theirs =
                [.. RequireSome(parsed, publisherKeys).Select(file => PublicKey.Load(file.FullName, Passphrase.None))];
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
        var commanders = CommanderOptions.Revoked();
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("revoke", "Takes every sub-agent back from a publisher, or commands from a key.")
        {
            repository, publisher, commanders, keys, passphrase, expires,
        };
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            if (parsed.GetValue(commanders) is { Length: > 0 } ids)
            {
                RequireAbsent(parsed, [publisher]);
                return CommanderOptions.Revoke(
                    parsed, parsed.Open(repository), parsed.LoadKeys(keys, passphrase), parsed.ReadExpiry(expires),
                    ids);
            }
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

    private static Option<string?> Publisher() => new("--publisher")
        { Description = "Name of the publisher.", HelpName = "NAME" };

    private static string Name(ParseResult parsed, Option<string?> publisher)
    {
        var name = parsed.GetValue(publisher)
            ?? throw new ToolException(ExitCodes.Usage, "--publisher is missing; --commands takes its place for keys of commands");
        return Publishers.FaultOf(name) is { } fault ? throw new ToolException(ExitCodes.Usage, $"--publisher {fault}") : name;
    }

    private static T[] RequireSome<T>(ParseResult parsed, Option<T[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } given
            ? given
            : throw new ToolException(ExitCodes.Usage, $"{option.Name} is missing");

    private static void RequireAbsent(ParseResult parsed, IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new ToolException(ExitCodes.Usage, $"{given.Name} has no meaning here; nothing was changed");
    }
}
