namespace Aops.LogTail.Settings;

/// <summary>Defaults and bounds of what the configuration says.</summary>
internal static class SettingBounds
{
    internal const int ConfigBytesMax = 1024 * 1024;
    internal const int SourcesMax = 64;
    internal const int PatternsMax = 64;
    internal const int LabelsMax = 32;
    internal const int TextCharsMax = 1024;

    internal const int LineBytesDefault = 64 * 1024;
    internal const int LineBytesMin = 1024;
    internal const int LineBytesMax = 1024 * 1024;

    internal const int BatchBytesDefault = 1024 * 1024;
    internal const int BatchBytesMax = 8 * 1024 * 1024;
    internal const int BatchLinesDefault = 10_000;
    internal const int BatchLinesMax = 100_000;

    internal const long SpoolBytesDefault = 256L * 1024 * 1024;
    internal const long SpoolBytesMin = 8L * 1024 * 1024;
    internal const long SpoolBytesMax = 1024L * 1024 * 1024 * 1024;

    internal const int CpuPercentDefault = 50;
    internal const int CpuPercentMax = 999;
}
