using System.CommandLine;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Server.Actors;
using Aops.Server.Audit;
using Aops.Server.Hosting;
using Aops.Server.Storage;

namespace Aops.Server.CommandLine;

/// <summary>Options for the server's data that all commands share.</summary>
internal static class DataOptions
{
    /// <summary>Environment variable with the address of the database, used if no option sets it.</summary>
    public const string Variable = "AOPS_DATABASE";

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of everything that the server keeps; 'run' makes it if it is not there.",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<string?> Database = new("--database")
    {
        Description = $"The database: {DatabaseAddress.Forms}; without it {Variable}, or else a file in the data folder. " +
            "Other users see the words of a command: a password belongs into --database-file.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> DatabaseFile = new("--database-file")
    {
        Description = "File whose first line is the address of the database.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Data);
        AddDatabaseTo(command);
    }

    /// <summary>Adds those that name the database, for a command with a data folder of its own meaning.</summary>
    public static void AddDatabaseTo(Command command)
    {
        command.Options.Add(Database);
        command.Options.Add(DatabaseFile);
    }

    /// <summary>The data folder.</summary>
    public static string ReadData(ParseResult parsed) => parsed.GetRequiredValue(Data);

    /// <summary>The database; null for the file in the data folder.</summary>
    /// <exception cref="StartupFault">It cannot be parsed, or its file cannot be read.</exception>
    public static DatabaseAddress? ReadDatabase(ParseResult parsed) =>
        ReadAddress(parsed.GetValue(Database), parsed.GetValue(DatabaseFile), "--database")
            ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address
                ? Parse(address, Variable)
                : null);

    /// <summary>The database that one of two options names; null for neither.</summary>
    /// <param name="address">Value of the option.</param>
    /// <param name="file">Value of the other one, which names a file with the address.</param>
    /// <param name="option">Name of the option; that of the other one ends with <c>-file</c>.</param>
    /// <exception cref="StartupFault">It cannot be parsed, its file cannot be read, or both are given.</exception>
    public static DatabaseAddress? ReadAddress(string? address, string? file, string option) => (address, file) switch
    {
        (not null, not null) => throw new StartupFault(ExitCodes.Usage, $"give {option} or {option}-file, not both"),
        (not null, _) => Parse(address, option),
        (_, not null) => Parse(ReadFile(file, option), $"{option}-file {file}"),
        _ => null,
    };

    /// <summary>
    /// Opens the data folder of a server that has started before, for a command that works while the server runs and while it
    /// does not. A name that is mistyped makes no new server.
    /// </summary>
    public static ServerFolder OpenFolder(ParseResult parsed) => ServerFolder.OpenStanding(ReadData(parsed));

    /// <summary>Opens the database, possibly while the server runs.</summary>
    /// <remarks>What the command writes is the act of the user of this machine who runs it.</remarks>
    public static Database OpenDatabase(ParseResult parsed)
    {
        // Words that are wrong are told before a folder that is.
        _ = ReadDatabase(parsed);
        return OpenDatabase(parsed, OpenFolder(parsed));
    }

    /// <summary>The same for a folder that is open.</summary>
    public static Database OpenDatabase(ParseResult parsed, ServerFolder folder)
    {
        WriteOrigin.Current = new WriteOrigin(ActorKind.CommandLine, Environment.UserName);
        return ServerDatabase.Open(folder, ReadDatabase(parsed), lockWait: null);
    }

    private static DatabaseAddress Parse(string text, string source) =>
        DatabaseAddress.Parse(text, out var fault) ?? throw new StartupFault(ExitCodes.Usage, $"{source}: {fault}");

    private static string ReadFile(string path, string option)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.NoInput, $"{option}-file {path}: {e.Message}", e);
        }
    }
}
