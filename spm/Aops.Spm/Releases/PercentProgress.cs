using Aops.Releases.Packages;

namespace Aops.Spm.Releases;

/// <summary>Reports each whole percent once.</summary>
internal sealed class PercentProgress(Action<int> percent) : IProgress<PackageProgress>
{
    private int _last = -1;

    public void Report(PackageProgress value)
    {
        var now = value.Percent;
        if (now == _last) return;
        _last = now;
        percent(now);
    }
}
