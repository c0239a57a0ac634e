using System.CommandLine;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Output;
using Aops.ReleaseTool.Packing;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>sign</c>, also <c>add-target</c>: packages become targets of a new version of the metadata.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        var packages = new Argument<string[]>("PACKAGE")
        {
            Description = "Packages made by pack.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var repository = SharedOptions.Repository();
        var keys = SharedOptions.Keys();
        keys.AllowMultipleArgumentsPerToken = false;
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var bootstrap = new Option<FileInfo?>("--bootstrap")
            { Description = "The program aops-agent-service, for hosts without it.", HelpName = "FILE" };
        var version = new Option<string?>("--version") { Description = "Version of the --bootstrap program [default: its own]." };
        var architecture = SharedOptions.Architecture();
        var publisher = new Option<string?>("--publisher")
            { Description = "Signs as this publisher, with its keys [default: as the operator].", HelpName = "NAME" };
        var deltas = new Option<int>("--deltas")
        {
            Description = "How many earlier releases of a package get a delta to it; making one takes a minute.",
            HelpName = "N",
            DefaultValueFactory = _ => Limits.DeltaReleasesDefault,
        };
        deltas.Within(0, int.MaxValue);
        var noWayBack = new Option<bool>("--no-way-back")
            { Description = "Signs no permission to go back from these versions to the ones before, as where those have a hole." };
        var command = new Command("sign", "Adds packages to the repository and signs new metadata.")
        {
            packages, repository, keys, passphrase, expires, bootstrap, version, architecture, publisher, deltas,
            noWayBack,
        };
        command.Aliases.Add("add-target");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            var request = new Request(
                parsed.GetValue(packages) ?? [], parsed.GetValue(bootstrap)?.FullName,
                parsed.GetValue(version), parsed.GetRequiredValue(architecture), parsed.GetValue(deltas),
                !parsed.GetValue(noWayBack));
            var (store, expiry) = (parsed.Open(repository), parsed.ReadExpiry(expires));
            return parsed.GetValue(publisher) is { } name
                ? await PublisherSigning.RunAsync(parsed, store, name, ring, expiry, request, cancellationToken)
                : await RunAsync(parsed, store, ring, expiry, request, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ReleaseRepository repository, KeyRing keys, Expiry expiry, Request request,
        CancellationToken cancellationToken)
    {
        if (request.Packages.Length == 0 && request.Bootstrap is null)
            throw new ToolException(ExitCodes.Usage, "name at least one PACKAGE, or --bootstrap");
        // Packages are unpacked and compared for minutes: a name that is wrong is told before.
        RequireFiles(request.Packages);
        var bootstrapVersion = request.Bootstrap is { } file ? BootstrapVersion(file, request.Version) : null;
        var targets = repository.ReadSigned(TufRoles.Targets);
        var adder = new TargetAdder(repository, targets, request.Deltas, parsed.Progress(), request.GivesWayBack);
        foreach (var package in request.Packages) await adder.AddPackageAsync(package, cancellationToken);
        if (request.Bootstrap is { } program)
        {
            RequireProcessor(program, request.Architecture);
            adder.AddBootstrap(program, bootstrapVersion!, request.Architecture);
        }
        await new DependencyCheck(repository, targets).RequireNoneAsync(adder.Added, cancellationToken);
        if (adder.HasChanged) repository.SaveTargets(targets, keys, expiry);
        Report(parsed, adder, $"signed targets version {ReleaseRepository.Version(targets)}; publish it");
        return ExitCodes.Ok;
    }

    /// <summary>Refuses packages that are not there, before anything is done with the others.</summary>
    internal static void RequireFiles(IEnumerable<string> packages)
    {
        var missing = packages.Where(package => !File.Exists(package)).ToList();
        if (missing.Count == 0) return;
        throw new ToolException(ExitCodes.NoInput,
            $"not there: {string.Join(", ", missing)} (below {Directory.GetCurrentDirectory()}); nothing was signed");
    }

    /// <summary>Says what was signed, once it is.</summary>
    /// <param name="signed">The last line, if anything has changed.</param>
    internal static void Report(ParseResult parsed, TargetAdder adder, string signed)
    {
        foreach (var custom in adder.Targets)
        {
            parsed.Report().Add(new TargetReport(custom.Kind.Text(), custom.Name, custom.Version, custom.TargetName));
            parsed.Output().WriteLine($"{custom.TargetName} ({custom.Name} {custom.Version})");
        }
        foreach (var note in adder.Notes) parsed.Note(note);
        foreach (var line in adder.WayBackLines) parsed.Output().WriteLine(line);
        foreach (var line in adder.DeltaLines) parsed.Output().WriteLine(line);
        parsed.Report().Changed = adder.HasChanged;
        parsed.Output().WriteLine(adder.HasChanged ? signed : "all of it was signed before; nothing was changed");
    }

    private static void RequireProcessor(string program, string architecture)
    {
        if (ProgramProcessor.Find(program) is not { } processor || processor == architecture) return;
        throw new ToolException(ExitCodes.BadData,
            $"{program} is a program for {processor}, and --architecture says '{architecture}'; nothing was signed");
    }

    private static string BootstrapVersion(string program, string? given)
    {
        if (!File.Exists(program))
        {
            throw new ToolException(ExitCodes.NoInput,
                $"the program {program} is not there; --bootstrap names the file aops-agent-service; nothing was signed");
        }
        var stamp = ProgramStamp.TryRead(program);
        var version = given ?? stamp?.Version ?? throw new ToolException(
            ExitCodes.Usage, $"--bootstrap needs --version: {program} does not say its own; nothing was signed");
        if (!Names.IsValid(version))
            throw new ToolException(ExitCodes.Usage, $"--version: '{version}' is not a version ({Names.Rule}); nothing was signed");
        return stamp is null || stamp.Version == version
            ? version
            : throw new ToolException(ExitCodes.BadData,
                $"{program} is version {stamp.Version}, and --version says '{version}'; nothing was signed");
    }

    internal sealed record Request(
        string[] Packages, string? Bootstrap, string? Version, string Architecture, int Deltas, bool GivesWayBack);
}
