using System.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
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
        var version = new Option<string?>("--version") { Description = "Version of the --bootstrap program." };
        var architecture = SharedOptions.Architecture();
        var publisher = new Option<string?>("--publisher")
            { Description = "Signs as this publisher, with its keys [default: as the operator].", HelpName = "NAME" };
        var deltas = new Option<int>("--deltas")
        {
            Description = "How many earlier releases of a package get a delta to it; making one takes a minute.",
            HelpName = "N",
            DefaultValueFactory = _ => Limits.DeltaReleasesDefault,
        };
        var command = new Command("sign", "Adds packages to the repository and signs new metadata.")
        {
            packages, repository, keys, passphrase, expires, bootstrap, version, architecture, publisher, deltas,
        };
        command.Aliases.Add("add-target");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            var request = new Request(
                parsed.GetValue(packages) ?? [], parsed.GetValue(bootstrap)?.FullName,
                parsed.GetValue(version), parsed.GetRequiredValue(architecture), Math.Max(0, parsed.GetValue(deltas)));
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
        var targets = repository.ReadSigned(TufRoles.Targets);
        var adder = new TargetAdder(repository, targets, request.Deltas);
        foreach (var package in request.Packages)
            Print(parsed, await adder.AddPackageAsync(package, cancellationToken));
        if (request.Bootstrap is { } program)
        {
            var version = request.Version ?? throw new ToolException(ExitCodes.Usage, "--bootstrap needs --version");
            if (!Names.IsValid(version))
                throw new ToolException(ExitCodes.Usage, $"--version '{version}' is not a version ({Names.Rule})");
            if (ProgramStamp.TryRead(program) is { } stamp && stamp.Version != version)
                throw new ToolException(ExitCodes.BadData, $"{program} is version {stamp.Version}, and --version says '{version}'");
            if (ProgramProcessor.Find(program) is { } processor && processor != request.Architecture)
            {
                throw new ToolException(ExitCodes.BadData,
                    $"{program} is a program for {processor}, and --architecture says '{request.Architecture}'; nothing was signed");
            }
            Print(parsed, adder.AddBootstrap(program, version, request.Architecture));
        }
        await new DependencyCheck(repository, targets).RequireNoneAsync(adder.Added, cancellationToken);
        foreach (var line in adder.DeltaLines) await parsed.Output().WriteLineAsync(line);
        if (!adder.HasChanged)
        {
            await parsed.Output().WriteLineAsync("all of it was signed before; nothing was changed");
            return ExitCodes.Ok;
        }
        repository.SaveTargets(targets, keys, expiry);
        await parsed.Output().WriteLineAsync($"signed targets version {ReleaseRepository.Version(targets)}");
        return ExitCodes.Ok;
    }

    internal static void Print(ParseResult parsed, TargetCustom custom) =>
        parsed.Output().WriteLine($"{custom.TargetName} ({custom.Name} {custom.Version})");

    internal sealed record Request(
        string[] Packages, string? Bootstrap, string? Version, string Architecture, int Deltas);
}
