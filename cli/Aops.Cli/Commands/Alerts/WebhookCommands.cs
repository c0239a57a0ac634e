using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Access;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Alerts;

/// <summary><c>aops alert webhook list|create|set|secret|test|deliveries|remove</c>.</summary>
internal static class WebhookCommands
{
    private const string Route = "webhooks";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    public static Command Create(CliShell shell) => Words.Family(
        "webhook", "Webhooks: who is told; admins write them.",
        CreateList(shell), CreateCreate(shell), CreateSet(shell), CreateSecret(shell), CreateTest(shell),
        CreateDeliveries(shell), CreateRemove(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("NAME", "name"),
            Column.Of("ADDRESS", "origin") with { WidthMin = 16 },
            Column.Of("ENABLED", "enabled"),
            Column.OfAge("TOOK ONE", "deliveredAt", shell.Terminal.Clock) with { WidthMin = 8 },
            Column.OfAge("FAILS SINCE", "failingSince", shell.Terminal.Clock) with { WidthMin = 8 },
            Column.Of("FAULT", "fault"),
            Column.Of("NOTE", "note") with { IsWide = true },
            Column.OfAge("CHANGED", "changedAt", shell.Terminal.Clock) with { IsWide = true },
            Column.Of("BY", "changedBy") with { IsWide = true },
        ],
        "name");

    private static ListView DeliveryView(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("KIND", "kind"),
            Column.Of("ALERT", "alert"),
            Column.Of("STATE", "state") with { IsState = true },
            Column.OfAge("MADE", "createdAt", shell.Terminal.Clock),
            Column.Of("TRIES", "attempts") with { WidthMin = 5 },
            Column.Of("STATUS", "status") with { WidthMin = 6 },
            Column.Of("FAULT", "fault"),
            Column.OfAge("NEXT", "nextAt", shell.Terminal.Clock) with { IsWide = true },
        ],
        "id");

    private static Argument<string> Name() => Words.Name("NAME", "Name of the webhook.");

    private static Option<string?> Note() => Words.Text("--note", "What it is for.", "TEXT");

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists webhooks by name; of an address scheme, host and port are shown.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(ApiPath.V1(Route), "webhooks", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no webhook; make one by: aops alert webhook create NAME URL", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateCreate(CliShell shell)
    {
        var (name, note) = (Name(), Note());
        var url = Words.Name("URL", "Where messages are posted; - reads it from standard input.");
        var command = new Command("create", "Makes a webhook, and writes its secret to standard output; it is shown here alone.")
        {
            name, url, note,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["name"] = parsed.GetRequiredValue(name), ["url"] = ReadUrl(shell, parsed.GetRequiredValue(url)),
            };
            if (parsed.GetValue(note) is { } text) body["note"] = text;
            var answer = await api.SendAsync(
                HttpMethod.Post, ApiPath.V1(Route), body, revision: null, cancellationToken);
            return TellSecret(shell, parsed, answer.Object, "was made");
        });
        return command;
    }

    private static Command CreateSet(CliShell shell)
    {
        var (name, note) = (Name(), Note());
        var url = Words.Text("--url", "Another address; - reads it from standard input.", "URL");
        var disable = new Option<bool>("--disable") { Description = "Sends nothing; what waits stays for a day." };
        var enable = new Option<bool>("--enable") { Description = "Sends again." };
        var command = new Command("set", "Changes a webhook; what is not named stays, and what waits is tried at once.")
        {
            name, url, note, disable, enable,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1(Route, parsed.GetRequiredValue(name));
            var present = await api.GetAsync(path, cancellationToken);
            var (isOff, isOn) = (parsed.GetValue(disable), parsed.GetValue(enable));
            if (isOff && isOn) throw CliException.Usage("name --disable or --enable, not both");
            if (!isOff && !isOn && parsed.GetValue(url) is null && parsed.GetValue(note) is null)
                throw CliException.Usage("name what to change: --url, --note, --disable or --enable");
            var body = new JsonObject
            {
                ["note"] = parsed.GetValue(note) ?? present.Object.Word("note"),
                ["enabled"] = isOn || (!isOff && (bool?)present.Object["enabled"] == true),
            };
            if (parsed.GetValue(url) is { } address) body["url"] = ReadUrl(shell, address);
            var answer = await api.SendAsync(HttpMethod.Put, path, body, present.Revision, cancellationToken);
            Reply.Write(shell, parsed, answer.Object, $"the webhook {parsed.GetValue(name)} was changed");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateSecret(CliShell shell)
    {
        var name = Name();
        var command = new Command("secret", "Gives a webhook another secret, and writes it to standard output.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1(Route, parsed.GetRequiredValue(name), "secret");
            var answer = await api.SendAsync(HttpMethod.Post, path, body: null, revision: null, cancellationToken);
            return TellSecret(shell, parsed, answer.Object, "has another secret");
        });
        return command;
    }

    private static Command CreateTest(CliShell shell)
    {
        var name = Name();
        var command = new Command("test", "Sends a message that tries a webhook, and tells how that ended.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var webhook = parsed.GetRequiredValue(name);
            var answer = await api.SendAsync(
                HttpMethod.Post, ApiPath.V1(Route, webhook, "test"), body: null, revision: null, cancellationToken);
            var number = answer.Object["delivery"].Number("number");
            var end = shell.Terminal.Clock.GetUtcNow() + WaitMax;
            while (true)
            {
                var list = await api.GetAsync(
                    ApiPath.V1(Route, webhook, "deliveries").With("limit", 1000), cancellationToken);
                var sent = list.List("deliveries").FirstOrDefault(row => row.Number("number") == number);
                if (sent is not null && (sent.Word("state") != "waiting" || sent.Number("attempts") > 0))
                    return Tell(shell, parsed, webhook, sent);
                if (shell.Terminal.Clock.GetUtcNow() > end)
                {
                    throw new CliException(CliExitCodes.TimeRanOut, $"the message waits behind others of {webhook}",
                        $"aops alert webhook deliveries {webhook} tells how it ends");
                }
                await Task.Delay(LookEvery, shell.Terminal.Clock, cancellationToken);
            }
        });
        return command;
    }

    private static int Tell(CliShell shell, ParseResult parsed, string webhook, JsonObject sent)
    {
        var isTaken = sent.Word("state") == "delivered";
        Reply.Write(shell, parsed, sent, isTaken
            ? $"{webhook} has taken the message: status {sent.Number("status")}"
            : $"{webhook} has not taken the message: {sent.Word("fault")}; it is tried again, for a day");
        return isTaken ? CliExitCodes.Ok : CliExitCodes.Error;
    }

    private static Command CreateDeliveries(CliShell shell)
    {
        var name = Name();
        var limit = Words.Number("--limit", "At most so many.", "N", 1, 100_000);
        var command = new Command("deliveries", "Lists what was sent to a webhook, or waits for it, the newest first.") { name, limit };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(
                ApiPath.V1(Route, parsed.GetRequiredValue(name), "deliveries"), "deliveries", cancellationToken);
            await RowStream.WriteAsync(
                shell, parsed, DeliveryView(shell), rows, parsed.GetValue(limit),
                "nothing was sent to it", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRemove(CliShell shell) => EachId.Create(
        shell, "remove", "Removes webhooks, with what waits for them.", "webhook",
        new Argument<string[]>("NAME") { Description = "Names of webhooks." },
        async (api, name, cancellationToken) =>
        {
            var path = ApiPath.V1(Route, name);
            await api.SendAsync(HttpMethod.Delete, path, body: null, revision: null, cancellationToken);
            return $"the webhook {name} was removed";
        });

    // An address may be a secret: on the command line others of the machine see it.
    private static string ReadUrl(CliShell shell, string word) => word != "-" ? word
        : shell.Terminal.Input.ReadLine()?.Trim() is { Length: > 0 } line ? line
        : throw CliException.Usage("standard input has no address");

    private static int TellSecret(CliShell shell, ParseResult parsed, JsonObject answer, string done)
    {
        if (answer.Word("secret") is not { Length: > 0 } secret)
        {
            throw new CliException(CliExitCodes.Error, "it was done, and the answer that had the secret is lost",
                "aops alert webhook secret NAME makes another one");
        }
        Reply.Write(shell, parsed, answer, secret);
        shell.Terminal.Say($"the webhook {answer["webhook"].Word("name")} {done}; its messages are signed by this secret");
        return CliExitCodes.Ok;
    }
}
