using System.Net;
using System.Security.Cryptography;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Publishing;

/// <summary>Publishes to a server by <c>PUT /repo/…</c>. Existing files are not sent again.</summary>
internal sealed class ServerTarget(OperatorClient client) : IPublishTarget
{
    private const int AttemptsMax = 3;
    private static readonly TimeSpan BackoffInitial = TimeSpan.FromMilliseconds(250);

    public async Task<bool> PutAsync(
        PublishedFile file, IProgress<long> progress, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await PutOnceAsync(file, progress, cancellationToken);
            }
            catch (ToolException fault) when (fault.ExitCode == ExitCodes.Unavailable && attempt < AttemptsMax)
            {
                await Task.Delay(BackoffInitial * (1 << attempt) * Random.Shared.NextDouble(), cancellationToken);
            }
        }
    }

    private async Task<bool> PutOnceAsync(
        PublishedFile file, IProgress<long> progress, CancellationToken cancellationToken)
    {
        if (file.IsImmutable && await IsThereAsync(file, cancellationToken)) return false;
        using var content = new ProgressContent(file, progress);
        using var request = new HttpRequestMessage(HttpMethod.Put, Address(file)) { Content = content };
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode) return true;
        if (response.StatusCode == HttpStatusCode.Conflict && await IsIdenticalAsync(file, cancellationToken))
            return false;
        throw await OperatorClient.FaultOfAsync(response, $"{file.Path} was not published", cancellationToken);
    }

    // Comparing the length is enough: a name with a hash or a version has only one content.
    private async Task<bool> IsThereAsync(PublishedFile file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Address(file));
        using var response = await client.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode && response.Content.Headers.ContentLength == file.LengthBytes
            && (!file.Path.StartsWith("metadata/", StringComparison.Ordinal)
                || await IsIdenticalAsync(file, cancellationToken));
    }

    private async Task<bool> IsIdenticalAsync(PublishedFile file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(file));
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > file.LengthBytes) return false;
        await using var theirs = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var ours = File.OpenRead(file.File);
        try
        {
            var their = await SHA256.HashDataAsync(theirs, cancellationToken);
            var our = await SHA256.HashDataAsync(ours, cancellationToken);
            return their.AsSpan().SequenceEqual(our);
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCodes.Unavailable, $"{file.Path} cannot be compared: {e.Message}; run it again", e);
        }
    }

    private static Uri Address(PublishedFile file) =>
        new("repo/" + string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString)), UriKind.Relative);
}
