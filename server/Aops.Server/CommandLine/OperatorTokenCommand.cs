using Aops.Server.Actors;
using Aops.Server.People;
using System.CommandLine;
using System.Globalization;
using Aops.Contracts;
using Aops.Server.Security;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server operator-token create|list|revoke</c>: keys of admins, as earlier versions had them. It
/// works while the server runs and while it does not, and takes effect at once.
/// </summary>
internal static class OperatorTokenCommand
{
    private const string Never = "never";

    private static readonly Option<string> Name = NameOption.Of("Who or what has the token; events name it.");

    private static readonly Option<string> Expires = new("--expires")
    {
        Description = $"How long it is good: 12h, 30d, at most a year, or '{Never}'.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "30d",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token] && token.Value != Never && Durations.FaultOf(token.Value) is { } fault)
                    result.AddError($"--expires: '{token.Value}' {fault}, or '{Never}'");
            },
        },
    };

    public static Command Build()
    {
        var create = new Command("create", "Prints a new token. It is shown only this once.") { Name, Expires };
        create.SetAction(CreateAsync);
        var list = new Command("list", "Lists the tokens in force: name, when made, when it expires.");
        list.SetAction(ListAsync);
        var revoke = new Command("revoke", "Makes a token void, at once.") { Name };
        revoke.SetAction(RevokeAsync);
        var command = new Command(
            "operator-token", "Keys of admins (see 'admin create' for users). Without a word: prints the one that the first start has written.")
        {
            create, list, revoke,
        };
        command.SetAction(PrintInitialAsync);
        foreach (var each in new[] { command, create, list, revoke }) DataOptions.AddTo(each);
        return command;
    }

    private static async Task<int> CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (name, expires) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Expires));
        await using var database = DataOptions.OpenDatabase(parsed);
        TimeSpan? life = expires == Never ? null : Durations.Parse(expires);
        var secret = Secrets.NewToken(Secrets.OperatorPrefix);
        var key = BootstrapKey.Describe(name, life, TimeProvider.System.GetUtcNow());
        var fault = await new KeyStore(database).AddAsync(
            key, Secrets.Hash(secret), Actor.CommandLine("operator-token create"), isDry: false, cancellationToken);
        if (fault is not null)
        {
            throw new StartupFault(ExitCodes.Failure, fault == KeyFault.NameTaken
                ? $"a user or a key named {name} is there already; revoke it, or choose another name"
                : $"there are {PeopleLimits.KeysMax} keys already; revoke some");
        }
        Console.Out.WriteLine(secret);
        return ExitCodes.Ok;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var database = DataOptions.OpenDatabase(parsed);
        foreach (var token in await new KeyStore(database).ListAsync(
            null, "", PeopleLimits.KeysMax, TimeProvider.System.GetUtcNow(), cancellationToken))
        {
            var expires = token.ExpiresAt is { } at ? Format(at) : Never;
            Console.Out.WriteLine($"{token.Name}\t{Format(token.CreatedAt)}\t{expires}");
        }
        return ExitCodes.Ok;
    }

    private static async Task<int> RevokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Name);
        await using var database = DataOptions.OpenDatabase(parsed);
        var (store, now) = (new KeyStore(database), TimeProvider.System.GetUtcNow());
        var keys = await store.ListAsync(null, "", PeopleLimits.KeysMax, now, cancellationToken);
        return keys.Find(key => key.Name == name) is { } named
            && await store.RevokeAsync(
                named.Id, Actor.CommandLine("operator-token revoke"), now, isDry: false, isAnyway: true,
                cancellationToken) is null
            ? ExitCodes.Ok
            : throw new StartupFault(ExitCodes.NoInput, $"no token in force is named {name}; nothing was changed");
    }

    private static async Task<int> PrintInitialAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = DataOptions.OpenFolder(parsed);
        await using var database = DataOptions.OpenDatabase(parsed);
        await new BootstrapKey(new KeyStore(database), new PersonStore(database), TimeProvider.System).OpenAsync(
            File.Exists(folder.OperatorToken), folder.OpenOperatorToken, cancellationToken);
        if (!File.Exists(folder.OperatorToken))
        {
            throw new StartupFault(ExitCodes.NoInput,
                $"{folder.OperatorToken} is not there any more; 'operator-token create' makes another token");
        }
        Console.Out.WriteLine(folder.OpenOperatorToken());
        return ExitCodes.Ok;
    }

    private static string Format(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
