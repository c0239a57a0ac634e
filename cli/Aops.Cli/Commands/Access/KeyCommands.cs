using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops key create|list|revoke</c>: what programs and people show to the API.</summary>
internal static class KeyCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "key", "API keys: one's own, and to an admin all.", CreateCreate(shell), CreateList(shell), CreateRevoke(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("NAME", "name"),
            Column.Of("OWNER", "owner"),
            GrantWords.Column(),
            Column.OfAge("EXPIRES", "expiresAt", shell.Terminal.Clock) with { WidthMin = 8 },
            Column.OfAge("LAST USE", "usedAt", shell.Terminal.Clock) with { WidthMin = 6 },
            Column.Of("LAST ADDRESS", "usedFrom") with { IsWide = true },
            Column.Of("MADE BY", "createdBy") with { IsWide = true },
        ],
        "id");

    private static Command CreateCreate(CliShell shell)
    {
        var name = Words.Name("NAME", "Who or what has it; events and revisions name it.");
        var grants = GrantWords.Option("Without it the key has what the one who makes it has.");
        var ttl = Words.Time("--ttl", "Its lifetime, 90 d without it.", TimeSpan.FromSeconds(1));
        var never = new Option<bool>("--no-expiry") { Description = "Makes a key that does not expire." };
        var program = new Option<bool>("--program")
        {
            Description = "Makes a key that belongs to no user and goes on without the one who made it; for admins.",
        };
        var command = new Command("create", "Makes a key, and writes it to standard output; it is shown here alone.")
        {
            name, grants, ttl, never, program,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject { ["name"] = parsed.GetRequiredValue(name) };
            if (parsed.GetValue(grants) is { Length: > 0 } given) body["grants"] = GrantWords.Parse(given);
            if (parsed.GetValue(program)) body["program"] = true;
            var lifetime = parsed.GetValue(ttl);
            if (lifetime is not null && parsed.GetValue(never))
                throw CliException.Usage("name --ttl or --no-expiry, not both");
            if (lifetime is { } time) body["ttlSeconds"] = (long)time.TotalSeconds;
            if (parsed.GetValue(never)) body["ttlSeconds"] = 0;
            var answer = await api.SendAsync(
                HttpMethod.Post, ApiPath.V1("keys"), body, revision: null, cancellationToken);
            if (answer.Object.Word("key") is not { Length: > 0 } key)
            {
                throw new CliException(CliExitCodes.Error,
                    "the key was made, and the answer that had it is lost", "revoke it by aops key revoke, and make another one");
            }
            Reply.Write(shell, parsed, answer.Object, key);
            var details = answer.Object["details"];
            shell.Terminal.Say($"key {details.Word("name")} ({details.Word("id")})");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists keys in force by name, with their last use.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(ApiPath.V1("keys"), "keys", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no key; make one by: aops key create NAME", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRevoke(CliShell shell) => EachId.Create(
        shell, "revoke", "Makes keys void, at once.", "key",
        new Argument<string[]>("ID") { Description = "Ids of keys." },
        async (api, id, cancellationToken) =>
        {
            var path = ApiPath.V1("keys", id);
            await api.SendAsync(HttpMethod.Delete, path, body: null, revision: null, cancellationToken);
            return $"key {id} is void";
        });
}
