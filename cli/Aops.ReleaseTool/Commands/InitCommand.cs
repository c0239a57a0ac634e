using System.CommandLine;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Keys;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>init</c>: creates a key for each role, and version 1 of the metadata.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var keys = new Option<DirectoryInfo>("--keys")
        {
            Description = "Folder for the private keys; it must not hold any yet.",
            HelpName = "DIR",
            Required = true,
        };
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("init", "Creates keys and an empty signed repository.")
        {
            repository, keys, passphrase, expires,
        };
        command.SetAction(parsed => Run(parsed,
            parsed.GetRequiredValue(repository).FullName,
            parsed.GetRequiredValue(keys).FullName,
            TerminalPassphrase.Of(parsed.GetValue(passphrase)),
            parsed.ReadExpiry(expires)));
        return command;
    }

    private static int Run(
        ParseResult parsed, string directory, string keyDirectory, Passphrase passphrase, Repository.Expiry expiry)
    {
        var repository = new Repository.ReleaseRepository(directory);
        if (repository.Versions(TufRoles.Root).Any())
            throw new ToolException(ExitCodes.CannotWrite, $"{directory} is a repository already; nothing was changed");
        if (Directory.Exists(keyDirectory) && Directory.EnumerateFiles(keyDirectory, "*.pem").Any())
            throw new ToolException(ExitCodes.CannotWrite, $"{keyDirectory} holds keys already; nothing was changed");
        passphrase.PrepareNewKeys($"the keys in {keyDirectory}");
        AtomicFile.CreateDirectory(keyDirectory, AtomicFile.PrivateDirectory);
        var keys = TufRoles.TopLevel.ToDictionary(role => role, _ => SigningKey.Generate());
        foreach (var (role, key) in keys) key.Save(Path.Combine(keyDirectory, $"{role}.pem"), passphrase.OfNewKeys);
        repository.Init(keys, expiry);
        (parsed.Report().Changed, parsed.Report().File) = (true, repository.VersionFile(TufRoles.Root, 1));
        var output = parsed.Output();
        output.WriteLine($"keys:       {keyDirectory} (keep root.pem and targets.pem off line)");
        if (passphrase.OfNewKeys is null)
            output.WriteLine("            no passphrase protects them (--passphrase-file FILE): whoever reads them can sign");
        output.WriteLine($"repository: {directory}");
        output.WriteLine($"trust root: {repository.VersionFile(TufRoles.Root, 1)}");
        return ExitCodes.Ok;
    }
}
