using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>sign --publisher</c>: packages become targets of a publisher's own metadata.</summary>
internal static class PublisherSigning
{
    public static async Task<int> RunAsync(
        ParseResult parsed, ReleaseRepository repository, string publisher, KeyRing keys, Expiry expiry,
        SignCommand.Request request, CancellationToken cancellationToken)
    {
        if (request.Packages.Length == 0) throw new ToolException(ExitCodes.Usage, "name at least one PACKAGE");
        var publishers = new Publishers(repository.ReadSigned(TufRoles.Targets));
        var delegation = publishers.Find(publisher);
        var names = new TufNameRule([.. delegation["paths"]!.AsArray().Select(path => (string)path!)], null);
        var targets = repository.Versions(publisher).Any()
            ? repository.ReadSigned(publisher)
            : new JsonObject { ["targets"] = new JsonObject() };
        SignCommand.RequireFiles(request.Packages);
        var adder = new TargetAdder(
            repository, targets, request.Deltas, parsed.Progress(), request.GivesWayBack, names,
            publishers.RightsOf(publisher));
        foreach (var package in request.Packages) await adder.AddPackageAsync(package, cancellationToken);
        await new DependencyCheck(repository, targets).RequireNoneAsync(adder.Added, cancellationToken);
        var isNamed = adder.HasChanged
            && repository.SavePublisher(publisher, targets, Authority.Read(delegation), keys, expiry);
        SignCommand.Report(parsed, adder, isNamed
            ? $"signed {publisher} metadata, snapshot and timestamp; publish them"
            : $"signed {publisher} metadata; the operator's refresh lets hosts see it");
        return ExitCodes.Ok;
    }
}
