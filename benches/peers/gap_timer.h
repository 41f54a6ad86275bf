// Stands before GAP's own timer.h (same guard): its trials are told in CPU seconds of the process, as all others are.
#ifndef TIMER_H_
#define TIMER_H_

#include <ctime>

class Timer {
 public:
  void Start() { start_ = stop_ = now(); }
  void Stop() { stop_ = now(); }
  double Seconds() const { return stop_ - start_; }
  double Millisecs() const { return 1e3 * Seconds(); }
  double Microsecs() const { return 1e6 * Seconds(); }

 private:
  static double now() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
  }
  double start_ = 0, stop_ = 0;
};

#define TIME_OP(t, op) { t.Start(); (op); t.Stop(); }

#endif  // TIMER_H_
