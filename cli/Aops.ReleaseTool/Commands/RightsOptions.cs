using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Commands;

/// <summary>Options of <c>delegate</c>: with what rights the publisher's sub-agents, or commands, run.</summary>
internal sealed class RightsOptions
{
    private readonly Option<bool> _noRoot = new("--no-root")
        { Description = "Hosts refuse what would run as root; this is the default." };

    private readonly Option<bool> _allowRoot = new("--allow-root")
        { Description = "The publisher's sub-agents may run as root: it has every host then." };

    private readonly Option<string[]> _users = new("--user")
    {
        Description = "A user that sub-agents, or commands, may run as; may be given again [default: any but root; of commands any].",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _sandbox = new("--sandbox")
    {
        Description = $"A restriction that they must ask for; may be given again: {string.Join(", ", PublisherRights.SandboxFields)}, or all.",
        HelpName = "FIELD",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _noRoot, _allowRoot, _users, _sandbox }) command.Options.Add(option);
    }

    /// <summary>The options that have a meaning for publishers only.</summary>
    public IReadOnlyList<Option> OfPublishers => [_noRoot, _allowRoot, _sandbox];

    /// <summary>Reads the users alone.</summary>
    /// <exception cref="ToolException">One has no name.</exception>
    public string[] ReadUsers(ParseResult parsed)
    {
        var users = parsed.GetValue(_users) ?? [];
        return users.Contains("") ? throw new ToolException(ExitCodes.Usage, "--user needs a name") : users;
    }

    /// <summary>Reads the <c>rights</c> of the delegation.</summary>
    /// <exception cref="ToolException">The options contradict each other, or contain an unknown name.</exception>
    public JsonObject Read(ParseResult parsed)
    {
        var allowsRoot = parsed.GetValue(_allowRoot);
        if (allowsRoot && parsed.GetValue(_noRoot))
            throw new ToolException(ExitCodes.Usage, "--allow-root and --no-root exclude each other");
        var users = parsed.GetValue(_users) ?? [];
        if (users.Contains("") || (!allowsRoot && users.Contains("root")))
            throw new ToolException(ExitCodes.Usage, "--user needs a name; root needs --allow-root too");
        var fields = parsed.GetValue(_sandbox) ?? [];
        if (fields.Contains("all")) fields = [.. PublisherRights.SandboxFields];
        if (fields.FirstOrDefault(f => !PublisherRights.SandboxFields.Contains(f)) is { } unknown)
        {
            throw new ToolException(ExitCodes.Usage,
                $"--sandbox '{unknown}' is none of {string.Join(", ", PublisherRights.SandboxFields)}, all");
        }
        var rights = new JsonObject { [PublisherRights.RootMember] = allowsRoot };
        if (users.Length > 0) rights[PublisherRights.UsersMember] = ListOf(users);
        if (fields.Length > 0) rights[PublisherRights.SandboxMember] = ListOf(fields);
        return rights;
    }

    /// <summary>Describes the rights as text.</summary>
    public static string Describe(JsonObject rights)
    {
        var root = (bool)rights[PublisherRights.RootMember]!
            ? "they may run as root"
            : "hosts refuse what would run as root (--allow-root lets it)";
        var users = rights[PublisherRights.UsersMember] is JsonArray names ? $"; users: {Join(names)}" : "";
        var sandbox = rights[PublisherRights.SandboxMember] is JsonArray fields ? $"; sandbox: {Join(fields)}" : "";
        return root + users + sandbox;
    }

    private static JsonArray ListOf(IEnumerable<string> texts) =>
        new([.. texts.Distinct().Select(text => (JsonNode)text)]);

    private static string Join(JsonArray texts) => string.Join(", ", texts.Select(text => (string)text!));
}
