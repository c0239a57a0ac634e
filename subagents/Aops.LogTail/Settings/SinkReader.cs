namespace Aops.LogTail.Settings;

/// <summary>Reads the member <c>sink</c>.</summary>
internal static class SinkReader
{
    internal static HttpSinkSettings? ReadHttp(JsonPart? part, string folder)
    {
        if (part is null) return null;
        var text = part.Text("url", isRequired: true);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0)
        {
            if (text is not null) part.Fault("url", $"'{text}' is no address with http:// or https:// and without a password");
            url = new Uri("http://invalid/");
        }
        var settings = new HttpSinkSettings
        {
            Url = url,
            CaFile = Below(folder, part.Text("caFile")),
            TokenFile = Below(folder, part.Text("tokenFile")),
            Compression = part.Word("compression", "gzip", "gzip", "zstd", "none") switch
            {
                "gzip" => Compression.Gzip,
                "zstd" => Compression.Zstd,
                _ => Compression.None,
            },
            BatchBytesMax = (int)part.Number("batchBytesMax", SettingBounds.BatchBytesDefault,
                SettingBounds.LineBytesMin, SettingBounds.BatchBytesMax),
            BatchLinesMax = (int)part.Number("batchLinesMax", SettingBounds.BatchLinesDefault, 1,
                SettingBounds.BatchLinesMax),
            Linger = TimeSpan.FromMilliseconds(part.Number("lingerMilliseconds", 500, 0, 60_000)),
            Timeout = TimeSpan.FromSeconds(part.Number("timeoutSeconds", 30, 1, 600)),
            RetryStatuses = ReadStatuses(part),
        };
        if (settings.TokenFile is not null && url.Scheme == "http" && !url.IsLoopback)
            part.Fault("tokenFile", "would be sent in the clear: use https://");
        part.RefuseRest();
        return settings;
    }

    internal static FileSinkSettings? ReadFile(JsonPart? part, string stateDirectory)
    {
        if (part is null) return null;
        var settings = new FileSinkSettings(
            Below(stateDirectory, part.Text("path", isRequired: true)) ?? "",
            part.Number("bytesMax", 64 * 1024 * 1024, SettingBounds.LineBytesMax, 1L << 40),
            (int)part.Number("filesMax", 5, 1, 1000),
            part.Word("fsync", "batch", "batch", "never") == "batch");
        part.RefuseRest();
        return settings;
    }

    private static List<int> ReadStatuses(JsonPart part)
    {
        var statuses = new List<int>();
        foreach (var element in part.List("retryStatuses", 100))
        {
            if (element.ValueKind == System.Text.Json.JsonValueKind.Number && element.TryGetInt32(out var status)
                && status is >= 400 and <= 499 and not 413)
            {
                statuses.Add(status);
            }
            else
            {
                part.Fault("retryStatuses", "must hold statuses of 400 to 499 other than 413, which is answered by smaller batches");
            }
        }
        return statuses;
    }

    private static string? Below(string folder, string? path) =>
        path is null ? null : Path.GetFullPath(path, folder);
}
