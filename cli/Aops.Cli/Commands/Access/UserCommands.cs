using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops user list|show|create|set|remove</c>: who signs in, for admins.</summary>
internal static class UserCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "user", "Users and what they may do, for admins.",
        CreateList(shell), CreateShow(shell), CreateCreate(shell), CreateSet(shell), CreateRemove(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("NAME", "name"),
            Column.Of("FULL NAME", "fullName"),
            GrantWords.Column(),
            Column.OfAge("LAST SIGN-IN", "signedInAt", shell.Terminal.Clock) with { WidthMin = 6 },
            Column.Of("DISABLED", "disabled"),
            Column.Of("PASSWORD", "hasPassword") with { IsWide = true },
            Column.Of("PROVIDER", "provider") with { IsWide = true },
            Column.Of("LOCKED UNTIL", "lockedUntil") with { IsWide = true },
            Column.Of("MADE BY", "createdBy") with { IsWide = true },
        ],
        "name");

    private static Argument<string> Name() => Words.Name("NAME", "The name to sign in with.");

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists users by name.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(ApiPath.V1("users"), "users", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no user; make one by: aops user create NAME --grant ROLE", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var name = Name();
        var command = new Command("show", "Shows a user.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1("users", parsed.GetRequiredValue(name)), cancellationToken);
            new ObjectView(View(shell)).Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateCreate(CliShell shell)
    {
        var (name, parts) = (Name(), new UserParts());
        var command = new Command("create", "Adds a user.")
        {
            name, parts.Grants, parts.FullName, parts.PasswordFile, parts.SignIn,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject { ["name"] = parsed.GetRequiredValue(name), ["grants"] = new JsonArray() };
            parts.Lay(shell, parsed, body);
            var answer = await api.SendAsync(
                HttpMethod.Post, ApiPath.V1("users"), body, revision: null, cancellationToken);
            Reply.Write(shell, parsed, answer.Object, $"the user {answer.Object.Word("name")} was added");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateSet(CliShell shell)
    {
        var (name, parts) = (Name(), new UserParts());
        var disable = new Option<bool>("--disable") { Description = "Lets the user in no more; sessions and keys are void." };
        var enable = new Option<bool>("--enable") { Description = "Lets the user in again." };
        var command = new Command("set", "Changes a user; what is not named stays, and grants that are named take the place of all.")
        {
            name, parts.Grants, parts.FullName, parts.PasswordFile, parts.SignIn, disable, enable,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("users", parsed.GetRequiredValue(name));
            var present = await api.GetAsync(path, cancellationToken);
            var body = new JsonObject
            {
                ["grants"] = present.Object["grants"]?.DeepClone(),
                ["fullName"] = present.Object.Word("fullName"),
                ["disabled"] = present.Object["disabled"]?.DeepClone(),
                ["provider"] = present.Object["provider"]?.DeepClone() ?? false,
            };
            var isNamed = parts.Lay(shell, parsed, body);
            var (isOff, isOn) = (parsed.GetValue(disable), parsed.GetValue(enable));
            if (isOff && isOn) throw CliException.Usage("name --disable or --enable, not both");
            if (isOff || isOn) body["disabled"] = isOff;
            if (!isNamed && !isOff && !isOn)
                throw CliException.Usage("name what to change: --grant, --full-name, --password-file, --sign-in, --disable or --enable");
            var answer = await api.SendAsync(HttpMethod.Put, path, body, present.Revision, cancellationToken);
            Reply.Write(shell, parsed, answer.Object, $"the user {answer.Object.Word("name")} was changed");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRemove(CliShell shell) => EachId.Create(
        shell, "remove", "Removes users with their sessions and keys.", "user",
        new Argument<string[]>("NAME") { Description = "Names of users." },
        async (api, name, cancellationToken) =>
        {
            var path = ApiPath.V1("users", name);
            await api.SendAsync(HttpMethod.Delete, path, body: null, revision: null, cancellationToken);
            return $"the user {name} was removed";
        });
}
