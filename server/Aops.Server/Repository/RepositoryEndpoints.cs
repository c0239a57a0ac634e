using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Repository;

/// <summary>
/// <c>/repo/{**path}</c>, open to read and the operator's to write; <c>/api/download/{file}</c> for the programs
/// that begin an installation; <c>/api/releases</c>.
/// </summary>
internal sealed class RepositoryEndpoints(
    RepositoryFolder folder, RepositoryUpload upload, ReleaseCatalog catalog, EventLog events)
{
    private static readonly string[] Readable = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/repo/{**path}", Readable, SendAsync).For(EndpointAccess.Download);
        routes.MapPut("/repo/{**path}", ReceiveAsync).For(new(Caller.Operator, ServerLimits.BlobBytesMax));
        routes.MapMethods("/api/download/{file}", Readable, DownloadAsync).For(EndpointAccess.Download);
        routes.MapGet("/api/releases", context =>
            context.WriteJsonAsync(catalog.ReadList(), ServerJson.Default.ReleaseList)).For(EndpointAccess.Operator);
    }

    private Task SendAsync(HttpContext context) => Resolve(context) switch
    {
        RepositoryPath.Blob blob => context.SendFileAsync(blob.File, "application/octet-stream", blob.Sha256),
        RepositoryPath.MetadataFile metadata => context.SendFileAsync(metadata.File, "application/json", null),
        _ => throw NoSuchPath(context),
    };

    private async Task ReceiveAsync(HttpContext context)
    {
        var path = Resolve(context) ?? throw new RequestFault(ProblemKinds.Make(
            400, "bad-path", "The path is not one of the repository",
            "Paths are metadata/[VERSION.]ROLE.json and targets/DIR/SHA256.NAME."));
        if (context.Request.ContentLength > path.BytesMax)
            throw new RequestFault(ProblemKinds.TooLarge(path.BytesMax));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = path.BytesMax;
        CheckSpace(context.Request.ContentLength ?? 0);

        switch (await upload.ReceiveAsync(path, context.Request.Body, context.RequestAborted))
        {
            case UploadOutcome.Refused refused:
                throw new RequestFault(refused.Problem);
            case UploadOutcome.Stored stored:
                if (path is RepositoryPath.MetadataFile { IsTimestamp: true }) Announce();
                context.Response.StatusCode = stored.IsNew
                    ? StatusCodes.Status201Created : StatusCodes.Status204NoContent;
                return;
            default:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
        }
    }

    private Task DownloadAsync(HttpContext context)
    {
        var name = (string?)context.GetRouteValue("file") ?? "";
        if (catalog.FindBootstrap(name) is not { } release || folder.BlobFile(release) is not { } file)
        {
            throw new RequestFault(ProblemKinds.NotFound("not-published",
                $"No target bootstrap/{name} is published; 'aops-release publish' puts one here."));
        }
        context.Response.Headers["x-content-sha256"] = release.Sha256;
        return context.SendFileAsync(file, "application/octet-stream", release.Sha256);
    }

    private RepositoryPath? Resolve(HttpContext context) =>
        folder.TryResolve((string?)context.GetRouteValue("path"), out var path) ? path : null;

    private void Announce()
    {
        var list = catalog.ReadList();
        events.Add(EventKinds.Published,
            $"Metadata version {list.MetadataVersion} was published; it lists {list.Releases.Count} targets.");
    }

    private void CheckSpace(long bytes)
    {
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        if (free - bytes >= Aops.Contracts.Limits.DiskReserveBytes) return;
        throw new RequestFault(ProblemKinds.Make(507, "disk-full", "The server's disk is full",
            $"{bytes} bytes were announced, {free} are free below {folder.Root}; nothing was stored."));
    }

    private static RequestFault NoSuchPath(HttpContext context) =>
        new(ProblemKinds.NotFound("no-such-file", $"There is no {context.Request.Path}."));
}
