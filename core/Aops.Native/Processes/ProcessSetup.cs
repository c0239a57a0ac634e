using System.Globalization;

namespace Aops.Native.Processes;

/// <summary>Changes attributes of this process: the steps of a child between its start and its exec.</summary>
public static unsafe class ProcessSetup
{
    /// <summary>Sets the soft and hard limit of a resource (setrlimit(2)).</summary>
    /// <param name="value">The limit.</param>
    /// <exception cref="PosixException">
    /// The value exceeds the hard limit, and this user may not raise that.
    /// </exception>
    public static void Limit(ResourceLimit resource, long value)
    {
        var limit = new ProcessCalls.ResourceLimits { Soft = (ulong)value, Hard = (ulong)value };
        if (ProcessCalls.SetResourceLimit((int)resource, &limit) != 0)
            throw PosixException.Last("setrlimit", string.Create(CultureInfo.InvariantCulture, $"{resource} {value}"));
    }

    /// <summary>
    /// Raises the soft limit of a resource to its hard limit (getrlimit(2)), which needs no privilege.
    /// </summary>
    /// <returns>The limit that is now in force.</returns>
    /// <exception cref="PosixException">The kernel does not know the resource.</exception>
    public static long RaiseToHard(ResourceLimit resource)
    {
        ProcessCalls.ResourceLimits limit;
        if (ProcessCalls.GetResourceLimit((int)resource, &limit) != 0)
            throw PosixException.Last("getrlimit", $"{resource}");
        var soft = limit.Soft;
        limit.Soft = limit.Hard;
        if (soft < limit.Hard && ProcessCalls.SetResourceLimit((int)resource, &limit) == 0) soft = limit.Hard;
        return (long)Math.Min(soft, long.MaxValue);
    }

    /// <summary>
    /// Sets the nice value of the calling thread (setpriority(2)); a program that it executes inherits it.
    /// </summary>
    /// <param name="nice">-20 to 19.</param>
    /// <exception cref="PosixException">This user may not lower it.</exception>
    public static void SetNice(int nice)
    {
        const int process = 0;
        if (ProcessCalls.SetPriority(process, 0, nice) != 0)
            throw PosixException.Last("setpriority", string.Create(CultureInfo.InvariantCulture, $"nice {nice}"));
    }

    /// <summary>Sets the nice value of the calling thread, if this user is permitted to.</summary>
    /// <param name="nice">-20 to 19.</param>
    public static void TrySetNice(int nice) => _ = ProcessCalls.SetPriority(ProcessCalls.PRIO_PROCESS, 0, nice);

    /// <summary>Sets the file mode creation mask (umask(2)).</summary>
    public static void SetUmask(int mask) => ProcessCalls.SetUmask((uint)mask);

    /// <summary>
    /// Changes to another user permanently: supplementary groups, group, user (setgroups(2), setgid(2), setuid(2)).
    /// </summary>
    /// <param name="user">User id.</param>
    /// <param name="group">Group id.</param>
    /// <param name="groups">Supplementary groups.</param>
    /// <exception cref="PosixException">This user is not permitted to.</exception>
    public static void BecomeUser(uint user, uint group, ReadOnlySpan<uint> groups)
    {
        fixed (uint* list = groups)
        {
            if (ProcessCalls.SetGroups((nuint)groups.Length, list) != 0)
                throw PosixException.Last("setgroups", $"{groups.Length} groups");
        }
        if (ProcessCalls.SetGroup(group) != 0) throw PosixException.Last("setgid", $"{group}");
        if (ProcessCalls.SetUser(user) != 0) throw PosixException.Last("setuid", $"{user}");
    }

    /// <summary>
    /// Marks all descriptors except the standard ones close-on-exec, including those inherited from the parent
    /// (FD_CLOEXEC, fcntl(2)).
    /// </summary>
    public static void CloseDescriptorsOnExec()
    {
        const int standardMax = 2;
        // Linux 5.11. Only this call also covers O_PATH descriptors, which ioctl(2) refuses.
        if (ProcessCalls.CloseRange(
            ProcessCalls.SYS_close_range, standardMax + 1, uint.MaxValue, ProcessCalls.CLOSE_RANGE_CLOEXEC) == 0)
        {
            return;
        }
        foreach (var entry in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            // Equivalent to fcntl(F_SETFD, FD_CLOEXEC), but not variadic. EBADF is the closed descriptor that
            // listed the directory.
            var name = Path.GetFileName(entry);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor)
                && descriptor > standardMax)
            {
                _ = ProcessCalls.Control(descriptor, ProcessCalls.FIOCLEX);
            }
        }
    }

    /// <summary>All groups of a user (getgrouplist(3)).</summary>
    /// <param name="group">The user's primary group.</param>
    public static uint[] GroupsOf(string userName, uint group)
    {
        var count = 64;
        while (true)
        {
            var groups = new uint[count];
            fixed (uint* list = groups)
            {
                if (ProcessCalls.GetGroupList(userName, group, list, ref count) >= 0) return groups[..count];
            }
            if (count <= groups.Length) return [group];
        }
    }
}

/// <summary>Resources that can be limited (asm-generic/resource.h).</summary>
public enum ResourceLimit
{
    /// <summary>Processes and threads of the user (RLIMIT_NPROC).</summary>
    Tasks = 6,

    /// <summary>Open files (RLIMIT_NOFILE).</summary>
    OpenFiles = 7,
}
