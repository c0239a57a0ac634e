using System.CommandLine;
using Aops.Contracts;
using Aops.Server.Actors;
using Aops.Server.People;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server admin create</c>: makes the first admin, and another one where the last is lost: a user of the name that is
/// there gets the role, the password and a lock that is over. It works while the server runs and while it does not, for an
/// account that may write the data folder and the database.
/// </summary>
internal static class AdminCommand
{
    private const string Verb = "admin create";

    private static readonly Option<string> Name = NameOption.Of("The name to sign in with.");

    private static readonly Option<string?> PasswordFile = new("--password-file")
    {
        Description = $"File whose first line is the password, of at least {PeopleLimits.PasswordCharsMin} characters; - for " +
            "the standard input. Without it a password is made and printed, once.",
        HelpName = "FILE",
    };

    public static Command Build()
    {
        var create = new Command("create", "Makes a user who is an admin, or a user who is there one, with a new password.")
        {
            Name, PasswordFile,
        };
        DataOptions.AddTo(create);
        create.SetAction(CreateAsync);
        return new Command("admin", "The first admin, and the way back in where the last one is lost.") { create };
    }

    private static async Task<int> CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Name);
        var given = parsed.GetValue(PasswordFile) is { } file ? ReadPassword(file) : null;
        var password = given ?? Security.Secrets.NewToken("");
        await using var database = DataOptions.OpenDatabase(parsed);
        await SaveAsync(database, name, PasswordHash.Of(password), cancellationToken);
        if (given is null) Console.Out.WriteLine(password);
        return ExitCodes.Ok;
    }

    private static async Task SaveAsync(
        Database database, string name, string hash, CancellationToken cancellationToken)
    {
        var store = new PersonStore(database);
        var admin = new Grant { Role = Rights.Role.Admin };
        var outcome = await store.ChangeAsync(
            name,
            before => before with
            {
                Password = hash, Grants = [admin], IsDisabled = false, Failures = 0, LockedUntil = null,
                IsOfProvider = false, Identity = null,
            },
            expected: null, isDry: false, isAnyway: true, cancellationToken);
        if (outcome is PersonOutcome.NoSuchUser)
        {
            outcome = await store.AddAsync(
                new Person
                {
                    Id = Guid.CreateVersion7().ToString("N"),
                    Name = name,
                    FullName = "",
                    Password = hash,
                    Grants = [admin],
                    Revision = 1,
                    CreatedAt = TimeProvider.System.GetUtcNow(),
                    CreatedBy = Actor.CommandLine(Verb).Name,
                    IsDisabled = false,
                },
                isDry: false, cancellationToken);
        }
        if (outcome is PersonOutcome.Done) return;
        throw new StartupFault(ExitCodes.Failure, outcome is PersonOutcome.TooMany
            ? $"there are {PeopleLimits.UsersMax} users already; name one of them, who becomes an admin"
            : $"a key in force is called {name}; choose another name, or revoke the key");
    }

    private static string ReadPassword(string file)
    {
        string? line;
        try
        {
            line = file == "-" ? Console.In.ReadLine() : File.ReadLines(file).FirstOrDefault();
        }
        catch (Exception e) when (Aops.Native.Files.FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.NoInput, $"--password-file {file}: {e.Message}", e);
        }
        return line is { Length: >= PeopleLimits.PasswordCharsMin and <= PeopleLimits.PasswordCharsMax }
            ? line
            : throw new StartupFault(ExitCodes.Usage,
                $"a password has {PeopleLimits.PasswordCharsMin} to {PeopleLimits.PasswordCharsMax} characters");
    }
}
