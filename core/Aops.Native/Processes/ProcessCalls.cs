using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>Declarations of process calls that the base class library lacks.</summary>
internal static unsafe partial class ProcessCalls
{
    internal const long SYS_pidfd_send_signal = 424;
    internal const long SYS_pidfd_open = 434;
    internal const long SYS_close_range = 436;
    internal const uint CLOSE_RANGE_CLOEXEC = 4;
    internal const int O_RDWR = 2;
    internal const int P_ALL = 0;
    internal const int P_PID = 1;
    internal const int WNOHANG = 1;
    internal const int WEXITED = 4;
    internal const int WNOWAIT = 0x1000000;
    internal const int RUSAGE_CHILDREN = -1;
    internal const int SIG_BLOCK = 0;
    internal const int SIG_SETMASK = 2;
    internal const short POSIX_SPAWN_SETSIGDEF = 0x04;
    internal const short POSIX_SPAWN_SETSIGMASK = 0x08;
    internal const short POSIX_SPAWN_SETSID = 0x80;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long PidfdOpen(long number, int pid, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long PidfdSendSignal(long number, SafeFileHandle pidfd, int signal, nint info, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long CloseRange(long number, uint first, uint last, uint flags);

    // Returns a plain number: the descriptor never leaves the method that opened it.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    internal static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    internal static partial nint Read(int file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    internal static partial int WaitId(int type, int id, SigInfo* info, int options);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    internal static partial int GetUsage(int who, ResourceUsage* usage);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    internal static partial int Execute(byte* path, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "sigprocmask", SetLastError = true)]
    internal static partial int SetSignalMask(int how, SignalSet* set, SignalSet* old);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    internal static partial nint SetDisposition(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    internal static partial int Spawn(
        out int pid, byte* path, FileActions* actions, SpawnAttributes* attributes,
        byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int FileActionsInit(FileActions* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int FileActionsDestroy(FileActions* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static partial int FileActionsAddOpen(FileActions* actions, int file, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int FileActionsAddDup(FileActions* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    internal static partial int AttributesInit(SpawnAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int AttributesDestroy(SpawnAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int AttributesSetFlags(SpawnAttributes* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int AttributesSetMask(SpawnAttributes* attributes, SignalSet* mask);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int AttributesSetDefaults(SpawnAttributes* attributes, SignalSet* signals);

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetVariable(string name, string value, int overwrite);

    internal const int FALLOC_FL_COLLAPSE_RANGE = 8;
    internal const nuint FIOCLEX = 0x5451;

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    internal static partial int SetResourceLimit(int resource, ResourceLimits* limits);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int GetResourceLimit(int resource, ResourceLimits* limits);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    internal static partial int SetPriority(int which, uint who, int priority);

    internal const int PRIO_PROCESS = 0;
    internal const int SCHED_OTHER = 0;
    internal const int IOPRIO_WHO_PROCESS = 1;
    internal const int PR_SET_CHILD_SUBREAPER = 36;

    // asm/unistd_64.h and asm-generic/unistd.h.
    internal static readonly nint SYS_ioprio_set =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 30 : 251;

    [LibraryImport("libc", EntryPoint = "getpriority")]
    internal static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    internal static partial int SetScheduler(int pid, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    internal static partial int GetScheduler(int pid);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    internal static partial int GetAffinity(int pid, nuint bytes, ProcessorSet* processors);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    internal static partial int SetAffinity(int pid, nuint bytes, ProcessorSet* processors);

    [LibraryImport("libc", EntryPoint = "syscall")]
    internal static partial nint SetIoPriority(nint number, nint which, nint who, nint priority);

    [LibraryImport("libc", EntryPoint = "prlimit")]
    internal static partial int ProcessLimit(int pid, int resource, ResourceLimits* set, ResourceLimits* old);

    // prctl(2) is variadic, but all five arguments are passed in registers, so this declaration is safe.
    [LibraryImport("libc", EntryPoint = "prctl")]
    internal static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "setsid")]
    internal static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "umask")]
    internal static partial uint SetUmask(uint mask);

    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    internal static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    internal static partial int SetGroup(uint group);

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    internal static partial int SetUser(uint user);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Control(int descriptor, nuint request);

    [LibraryImport("libc", EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetGroupList(string user, uint group, uint* groups, ref int count);

    /// <summary>struct rlimit of 64-bit Linux.</summary>
    internal struct ResourceLimits
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>struct rusage of 64-bit Linux: 18 numbers.</summary>
    internal struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long ResidentKilobytesMax;
        public fixed long Others[13];
    }

    /// <summary>cpu_set_t of glibc: 1024 processors.</summary>
    internal struct ProcessorSet
    {
        public const int WordsMax = 16;
        public fixed ulong Words[WordsMax];
    }

    /// <summary>siginfo_t of a SIGCHLD, as waitid(2) fills it on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    internal struct SigInfo
    {
        [FieldOffset(0)] public int Signal;
        [FieldOffset(8)] public int Code;
        [FieldOffset(16)] public int Pid;
        [FieldOffset(24)] public int Status;
    }

    /// <summary>sigset_t of glibc: 1024 bits.</summary>
    internal struct SignalSet
    {
        public fixed ulong Words[16];
    }

    /// <summary>posix_spawn_file_actions_t of glibc (80 bytes), with room to spare.</summary>
    internal struct FileActions
    {
        public fixed ulong Words[32];
    }

    /// <summary>posix_spawnattr_t of glibc (336 bytes), with room to spare.</summary>
    internal struct SpawnAttributes
    {
        public fixed ulong Words[64];
    }
}
