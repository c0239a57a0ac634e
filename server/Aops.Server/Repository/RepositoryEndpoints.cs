using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Repository;

/// <summary>
/// <c>/repo/{**path}</c>, readable by all and writable by releasers; <c>/api/download/{file}</c> for the
/// bootstrap programs; <c>/api/releases</c>.
/// </summary>
internal sealed class RepositoryEndpoints(
    RepositoryFolder folder, RepositoryUpload upload, ReleaseCatalog catalog, EventLog events,
    OperatorAuthenticator operators)
{
    private static readonly string[] Readable = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/repo/{**path}", Readable, SendAsync).For(EndpointAccess.Download).Is(RepositoryApi.Read);
        routes.MapPut("/repo/{**path}", ReceiveAsync)
            .For(EndpointAccess.Operator(Right.Publish, Reach.Nothing, ServerLimits.BlobBytesMax))
            .Is(RepositoryApi.Write);
        routes.MapMethods("/api/download/{file}", Readable, DownloadAsync)
            .For(EndpointAccess.Download).Is(RepositoryApi.Download);
        routes.MapGet("/api/v1/releases", ListAsync).Is(RepositoryApi.List)
            .For(EndpointAccess.Read(Reach.Nothing));
        routes.MapGet("/api/releases", SendListAsync).Is(RepositoryApi.ListEarlier)
            .For(EndpointAccess.Read(Reach.Nothing));
    }

    private async Task ListAsync(HttpContext context)
    {
        var (kind, name) = (context.Request.Word("kind"), context.Request.Word("name"));
        var list = await catalog.ReadListAsync(context.RequestAborted);
        var asked = list.Releases
            .Where(release => (kind ?? release.Kind) == release.Kind && (name ?? release.Name) == release.Name)
            .OrderBy(release => release.Target, StringComparer.Ordinal).ToList();
        var source = new ListSource<Release, string?>
        {
            Start = null,
            Key = release => release.Target,
            Form = CursorKeys.Text,
            Row = ServerJson.Default.Release,
            Read = (after, limit, _) => ValueTask.FromResult<IReadOnlyList<Release>>(
                [.. asked.Where(release => string.CompareOrdinal(release.Target, after) > 0).Take(limit)]),
        };
        await context.WriteListAsync(
            source, (rows, next) => list with { Releases = rows, Next = next }, ServerJson.Default.ReleaseList);
    }

    private async Task SendListAsync(HttpContext context) => await context.WriteJsonAsync(
        await catalog.ReadListAsync(context.RequestAborted), ServerJson.Default.ReleaseList);

    // Only releasers see unpublished files, so that an interrupted publish can continue.
    private async Task SendAsync(HttpContext context)
    {
        var path = Resolve(context) ?? throw NoSuchPath(context);
        var isStaged = !File.Exists(path.File) && context.Request.Headers.Authorization.Count > 0;
        if (isStaged && await operators.FindAsync(context) is var holder && holder?.Rights.Has(Right.Publish) != true)
        {
            throw holder is null
                ? new RequestFault(OperatorAuthenticator.Refusal)
                : RightsProblems.NoRight(Right.Publish);
        }
        await SendAsync(context, path, isStaged ? path.Staged : path.File);
    }

    private static Task SendAsync(
        HttpContext context, RepositoryPath path, string file) => path is RepositoryPath.Blob blob
        ? context.SendFileAsync(file, "application/octet-stream", blob.Sha256)
        : context.SendFileAsync(file, "application/json", null);

    private async Task ReceiveAsync(HttpContext context)
    {
        var path = Resolve(context) ?? throw new RequestFault(ProblemKinds.Make(
            400, "bad-path", "The path is not one of the repository",
            "Paths are metadata/[VERSION.]ROLE.json and targets/DIR/SHA256.NAME."));
        if (context.Request.ContentLength > path.BytesMax)
            throw new RequestFault(ProblemKinds.TooLarge(path.BytesMax));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = path.BytesMax;
        await CheckSpaceAsync(context.Request.ContentLength ?? 0, context.RequestAborted);

        switch (await upload.ReceiveAsync(path, context.Request.Body, context.RequestAborted))
        {
            case UploadOutcome.Refused refused:
                throw new RequestFault(refused.Problem);
            case UploadOutcome.Stored stored:
                if (path is RepositoryPath.MetadataFile { IsTimestamp: true })
                    Announce(await catalog.ReadAsync(context.RequestAborted));
                context.Response.StatusCode = stored.IsNew
                    ? StatusCodes.Status201Created : StatusCodes.Status204NoContent;
                return;
            default:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
        }
    }

    private async Task DownloadAsync(HttpContext context)
    {
        var name = (string?)context.GetRouteValue("file") ?? "";
        if (await catalog.FindBootstrapAsync(name, context.RequestAborted) is not { } release
            || folder.BlobFile(release) is not { } file)
        {
            throw new RequestFault(ProblemKinds.NotFound("not-published",
                $"No target bootstrap/{name} is published; 'aops-release publish' puts one here."));
        }
        context.Response.Headers["x-content-sha256"] = release.Sha256.Text;
        await context.SendFileAsync(file, "application/octet-stream", release.Sha256.Text);
    }

    private RepositoryPath? Resolve(HttpContext context) =>
        folder.TryResolve((string?)context.GetRouteValue("path"), out var path) ? path : null;

    private void Announce(VerifiedRepository repository)
    {
        var missing = repository.Blobs.Keys.Count(
            path => !folder.TryResolve(path, out var blob) || !File.Exists(blob.File));
        events.Add(EventKinds.Published,
            $"Metadata version {repository.TargetsVersion} was published; it lists {repository.Releases.Count} releases" +
            (missing == 0 ? "." : $", and {missing} of its files are missing here: publish again."));
    }

    private async Task CheckSpaceAsync(long bytes, CancellationToken cancellationToken)
    {
        var drive = new DriveInfo(folder.Root);
        bool Lacks() => drive.AvailableFreeSpace - bytes < Aops.Contracts.Limits.DiskReserveBytes;
        await upload.MakeRoomAsync(Lacks, cancellationToken);
        if (!Lacks()) return;
        throw new RequestFault(ProblemKinds.Make(507, "disk-full", "The server's disk is full",
            $"{bytes} bytes were announced, {drive.AvailableFreeSpace} are free below {folder.Root}; nothing was stored."));
    }

    private static RequestFault NoSuchPath(HttpContext context) =>
        new(ProblemKinds.NotFound("no-such-file", $"There is no {context.Request.Path}."));
}
